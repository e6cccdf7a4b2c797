import { spawn } from "node:child_process";

/** By which program each system opens an address, and how it is handed over: never by way of a shell. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const OTHER_OPENER = ["xdg-open"] as const;

/**
 * @param environment without anything that a browser must not know
 * @param onFailure told when the program that was to open it says later that it could not
 */
export function openBrowser(
  address: string,
  environment: NodeJS.ProcessEnv,
  onFailure: () => void,
): Promise<boolean> {
  if (!hasScreen(environment)) return Promise.resolve(false);
  const [program, ...words] = OPENERS[process.platform] ?? OTHER_OPENER;
  return new Promise((resolve) => {
    const child = spawn(program, [...words, address], {
      stdio: "ignore",
      detached: true, // it stays when the command has come to its end
      env: environment,
    });
    child.once("error", () => {
      resolve(false);
    });
    child.once("exit", (code) => {
      if (code !== 0 && code !== null) onFailure();
    });
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Where there is none, a browser would take the terminal. */
const hasScreen = ({ DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): boolean =>
  process.platform === "darwin" ||
  process.platform === "win32" ||
  (DISPLAY ?? "") !== "" ||
  (WAYLAND_DISPLAY ?? "") !== "";
