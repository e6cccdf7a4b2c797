import { seconds } from "../../core/domain/time.ts";
import { DEFAULT_TRADING_RULES } from "../exchange/trading-rules.ts";
import type { OAuthOptions } from "../oauth/oauth-server.ts";
import type { SimulatorOptions } from "../simulator-options.ts";
import type { Simulator } from "../start-simulator.ts";
import { startSimulator } from "../start-simulator.ts";
import type { Script } from "./script-schema.ts";

/** What a script has no say in. */
type Given = Pick<
  SimulatorOptions,
  "statePath" | "now" | "sleep" | "port" | "seed" | "onRequest" | "onFailure"
> & { readonly oauth: Pick<OAuthOptions, "path" | "secret" | "redirectUris"> };

/** Starts a simulator that behaves as its script says from the first request on. */
export async function startByScript(script: Script, given: Given): Promise<Simulator> {
  const { settings, quotes, charts, splits, faults } = script;
  const { activityDelaySeconds, tradeLevelDelaySeconds, oauth, rules, ...others } = settings;
  const simulator = await startSimulator({
    ...given,
    ...others,
    charts,
    splits,
    ...(activityDelaySeconds !== undefined && { activityDelay: seconds(activityDelaySeconds) }),
    ...(tradeLevelDelaySeconds !== undefined && { tradeLevelDelay: seconds(tradeLevelDelaySeconds) }),
    ...(rules && { rules: { ...DEFAULT_TRADING_RULES, ...rules } }),
    oauth: { ...given.oauth, ...oauthOptions(oauth) },
  });
  for (const [instrumentId, override] of Object.entries(quotes)) simulator.quotes.set(instrumentId, override);
  for (const fault of faults) simulator.faults.next(fault);
  return simulator;
}

const oauthOptions = ({
  codeSeconds,
  accessTokenSeconds,
  refreshTokenSeconds,
  ...others
}: Script["settings"]["oauth"]): Omit<OAuthOptions, "path" | "secret" | "redirectUris"> => ({
  ...others,
  lifetimes: {
    code: seconds(codeSeconds),
    accessToken: seconds(accessTokenSeconds),
    refreshToken: seconds(refreshTokenSeconds),
  },
});
