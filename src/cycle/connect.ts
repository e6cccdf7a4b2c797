import { TradebotError } from "../core/domain/errors.ts";
import { readIdentity } from "./cached-facts.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import type { Ports } from "./ports.ts";
import type { StoreOwner } from "./ports/store.ts";
import type { CycleSettings } from "./settings.ts";

/** Reaches the broker and learns the account on the first call, once. */
export function connector(context: CycleContext, settings: CycleSettings): () => Promise<ConnectedContext> {
  const { ports } = context;
  let connection: Promise<ConnectedContext> | undefined;
  const connect = async (): Promise<ConnectedContext> => {
    const account = await readIdentity(ports, settings);
    refuseForeignStore(ports, { environment: settings.environment, accountKey: account.accountKey });
    return { ...context, account, broker: await ports.connectBroker() };
  };
  return () => (connection ??= connect());
}

/** Another account's records would settle our orders, and its holdings pass for ours. */
function refuseForeignStore({ store }: Ports, us: StoreOwner): void {
  const owner = store.bindTo(us);
  if (owner.environment === us.environment && owner.accountKey === us.accountKey) return;
  throw new TradebotError({
    code: "STORE_OF_ANOTHER_ACCOUNT",
    message: `the state directory belongs to another account, of the environment ${owner.environment}`,
    exit: "configuration",
    hint: "give each environment and account a STATE_DIR of its own",
  });
}
