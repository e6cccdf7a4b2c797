import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { appOf, openLoginWorld, shownAddress, type LoginWorld } from "../support/login-world.ts";
import type { CommandResult, RunningCommand } from "../support/command.ts";
import { it, type Workspace } from "../cli/workspace.ts";
import { CHROMIUM } from "./chromium.ts";

/** It shall ask nobody but the pages of the test, and leave nothing behind. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });
});
afterAll(() => browser.close());

interface Visit {
  readonly page: Page;
  readonly world: LoginWorld;
}

interface Visited {
  readonly result: CommandResult;
  readonly title: string;
  /** What the last page says. */
  readonly text: string;
  /** Every origin that the browser asked for something. */
  readonly origins: ReadonlySet<string>;
}

/** Runs `tradebot login`, and lets a person act in the browser at the address it shows. */
async function logInBy(
  bot: Workspace,
  kind: "code" | "pkce",
  act: (visit: Visit) => Promise<unknown>,
): Promise<Visited & { readonly world: LoginWorld }> {
  const redirectUri = `http://localhost:${kind === "code" ? 18_765 : 18_766}/callback`;
  const world = await openLoginWorld({ now: bot.now, redirectUri });
  const context = await browser.newContext(); // cookies and history of its own
  try {
    const page = await context.newPage();
    const origins = new Set<string>();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    const command = bot.start(["login"], world.env(kind));
    await page.goto(await addressShownBy(command));
    await act({ page, world });
    const [title, text] = await Promise.all([
      page.locator("h1").innerText(),
      page.locator("p").first().innerText(),
    ]);
    return { result: await command.result, title, text, origins, world };
  } finally {
    await context.close();
    await world.close();
  }
}

function addressShownBy({ child }: RunningCommand): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (more: string) => {
      text += more;
      const address = shownAddress(text);
      if (address !== undefined) resolve(address);
    });
    child.once("close", () => {
      reject(new Error(`the command ended without an address:\n${text}`));
    });
  });
}

const signIn = async ({ page }: Visit): Promise<void> => {
  await page.getByRole("button", { name: "Sign in and allow" }).click();
  await page.waitForURL(/\/callback\?/);
};

const WHO =
  "logged in to SIM as Simulated Trader\naccounts: ***24 in USD\nnetting profile: FifoRealTime\norders go to: ***24 in USD\n";

describe("tradebot login in a browser", () => {
  it.for(["code", "pkce"] as const)("logs in with an app of the kind %s", async (kind, { bot }) => {
    const { result, title, text, origins, world } = await logInBy(bot, kind, signIn);
    expect([title, text]).toEqual(["You are logged in", "The terminal says more. This page can be closed."]);
    expect(result).toMatchObject({ code: 0, stdout: WHO });
    const { port } = new URL(world.env(kind)["SAXO_REDIRECT_URI"] ?? "");
    expect([...origins]).toEqual([`http://127.0.0.1:${world.simulator.port}`, `http://localhost:${port}`]);
  });

  it("lets the person mistype first", async ({ bot }) => {
    const { result, title } = await logInBy(bot, "pkce", async (visit) => {
      const { page, world } = visit;
      await page.getByLabel("User id").fill("nobody");
      await page.getByRole("button", { name: "Sign in and allow" }).click();
      expect(await page.getByRole("alert").innerText()).toContain("Nobody is known here by that user id.");
      await page.getByLabel("User id").fill(world.simulator.identity.id);
      await signIn(visit);
    });
    expect([title, result.code]).toEqual(["You are logged in", 0]);
  });

  it("says in the browser and in the terminal that the person refused", async ({ bot }) => {
    const { result, title, text } = await logInBy(bot, "code", async ({ page }) => {
      await page.getByRole("button", { name: "Deny" }).click();
      await page.waitForURL(/\/callback\?/);
    });
    expect([title, text]).toEqual(["The login did not work", "The terminal says why, and what to do."]);
    expect(result.code).toBe(77);
    expect(result.stderr).toContain("tradebot: nobody was let in (access_denied: The user denied access)");
  });

  it("takes no answer that another page has made up", async ({ bot }) => {
    const { result, title } = await logInBy(bot, "pkce", async (visit) => {
      const { page, world } = visit;
      const address = page.url();
      const { key } = appOf(world.simulator, "pkce");
      expect(address).toContain(key);
      const callback = new URL(address).searchParams.get("redirect_uri") ?? "";
      await page.goto(`${callback}?code=made-up&state=made-up`);
      expect(await page.locator("h1").innerText()).toBe("This is another login");
      await page.goto(address);
      await signIn(visit);
    });
    expect([title, result.code]).toEqual(["You are logged in", 0]);
  });
});
