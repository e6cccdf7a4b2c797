import type { ConfigFault } from "./config-fault.ts";
import { faultAt, type Standing } from "./standing.ts";

type Look = (name: string) => Standing | undefined;

/**
 * Settings of the connection that are sound by themselves and not together: addresses of the other environment, and
 * more or fewer than one way to log in.
 *
 * @param standings those whose values are sound by themselves
 */
export function checkConnection(standings: readonly Standing[]): readonly ConfigFault[] {
  const look: Look = (name) => standings.find(({ setting }) => setting.name === name);
  const environment = look("SAXO_ENV")?.text?.toUpperCase();
  if (environment !== "SIM" && environment !== "LIVE") return [];
  const addresses = ["SAXO_REST_BASE", "SAXO_AUTH_BASE"].map((name) => addressFault(look(name), environment));
  const live = environment === "LIVE" ? delayedDataFault(look("ALLOW_DELAYED_DATA_IN_SIM")) : undefined;
  return [...addresses, authenticationFault(look), live].filter((fault) => fault !== undefined);
}

const SAXO_HOST = /(^|\.)(saxobank\.com|logonvalidation\.net)\.?$/;

/** Of which environment an address of Saxo's own is; `undefined` for the address of any other server. */
function environmentOf({ hostname, pathname }: URL): "SIM" | "LIVE" | undefined {
  if (!SAXO_HOST.test(hostname)) return undefined;
  return /^sim[.-]/.test(hostname) || /^\/sim(\/|$)/.test(pathname) ? "SIM" : "LIVE";
}

function addressFault(standing: Standing | undefined, environment: "SIM" | "LIVE"): ConfigFault | undefined {
  const url = URL.parse(standing?.text ?? "");
  const found = url === null ? undefined : environmentOf(url);
  if (standing === undefined || found === undefined || found === environment) return undefined;
  const fault = found === "LIVE" ? "is Saxo's for real money" : "is Saxo's for simulation";
  return faultAt(standing, {
    fault,
    expected: `an address for SAXO_ENV=${environment}, or none for Saxo's own`,
  });
}

/** Says nothing while the mode itself is faulty. */
function authenticationFault(look: Look): ConfigFault | undefined {
  const mode = look("SAXO_AUTH_MODE")?.text?.toLowerCase();
  const token = look("SAXO_ACCESS_TOKEN");
  const app = look("SAXO_APP_KEY");
  if (mode === "manual") return missing(token, "and SAXO_AUTH_MODE is manual");
  if (mode === "oauth") return missing(app, "and SAXO_AUTH_MODE is oauth");
  return mode === "auto" ? ambiguity(token, app) : undefined;
}

function ambiguity(token: Standing | undefined, app: Standing | undefined): ConfigFault | undefined {
  if (!isSet(app)) {
    return missing(token, "and neither is SAXO_APP_KEY, so that there is no way to log in");
  }
  if (token === undefined || !isSet(token)) return undefined;
  return faultAt(token, {
    fault: "set together with SAXO_APP_KEY",
    expected: "one of the two, or SAXO_AUTH_MODE=oauth or manual to say which counts",
  });
}

/** A setting that is mentioned and cannot be read has a fault of its own already. */
const isSet = (standing: Standing | undefined): boolean =>
  standing === undefined || standing.found !== undefined;

function missing(standing: Standing | undefined, why: string): ConfigFault | undefined {
  if (standing === undefined || isSet(standing)) return undefined;
  const { name } = standing.setting;
  return {
    setting: name,
    fault: `not set, ${why}`,
    expected: "a login (SAXO_APP_KEY) or a token (SAXO_ACCESS_TOKEN)",
    hint: `write it as ${name}, or its file's path as ${name}_FILE; the other way is SAXO_${name === "SAXO_APP_KEY" ? "ACCESS_TOKEN" : "APP_KEY"}`,
  };
}

/** The setting says SIM in its name: whoever writes it for real money expects something that does not happen. */
function delayedDataFault(standing: Standing | undefined): ConfigFault | undefined {
  if (standing?.text?.toLowerCase() !== "true") return undefined;
  return faultAt(standing, {
    fault: "delayed quotes are never traded on with real money",
    expected: "false, or left out",
  });
}
