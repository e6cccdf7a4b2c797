interface Kinds {
  text: string;
  integer: number;
  number: number;
  flag: boolean;
}

interface Field<Kind extends keyof Kinds = keyof Kinds> {
  readonly kind: Kind;
  readonly description: string;
  /** Shown only in part, see `adapters/logging/mask-key.ts`. */
  readonly isSensitive: boolean;
}

const field = <Kind extends keyof Kinds>(kind: Kind, description: string): Field<Kind> => ({
  kind,
  description,
  isSensitive: false,
});
const text = (description: string): Field<"text"> => field("text", description);
const sensitiveText = (description: string): Field<"text"> => ({ ...text(description), isSensitive: true });
const integer = (description: string): Field<"integer"> => field("integer", description);
const number = (description: string): Field<"number"> => field("number", description);
const flag = (description: string): Field<"flag"> => field("flag", description);

/** Every field that can stand on a log line. One meaning each, wherever it appears. */
export const FIELDS = {
  // who and where
  version: text("program version"),
  node_version: text("version of the Node.js that runs the program"),
  process_id: integer("process id"),
  setting: text("name of a setting"),
  fault: text("what is wrong with it"),
  faults: integer("number of faults"),
  expected: text("what was expected instead"),
  files: text("files that were read"),
  path: text("file or directory"),
  signal: text("name of a process signal"),
  auth_mode: text(
    "oauth: a login that is renewed; manual: a token from the configuration; embedded: the simulator's own",
  ),
  client_key: sensitiveText("Saxo client key, masked"),
  account_key: sensitiveText("Saxo account key, masked"),
  currency: text("ISO currency code"),
  netting_profile: text("how opposite positions cancel out on the account"),
  trade_level: text("trade level of the broker session"),
  data_level: text("data level of the broker session"),

  // time
  duration_ms: integer("milliseconds taken"),
  clock_skew_ms: integer("milliseconds this machine's clock is ahead of the broker's, negative when behind"),
  jitter_ms: integer("milliseconds waited before the cycle"),
  next_market_open_at: text("instant of the next opening, UTC"),
  sleep_since: text("since when cycles found the market closed, UTC"),
  last_cycle_id: integer("number of the newest cycle that is remembered outside the store"),
  resume_count: integer("how often the bot has woken from such a sleep"),
  hours_mode: text("always, fixed or instrument"),
  renewal_due_at: text("when the login is to be renewed next, UTC"),
  login_expires_at: text("until when the login can be renewed, UTC"),
  decision_bar_close_at: text("close of the newest bar the decision used, UTC"),

  // lock
  holder_process_id: integer("process that holds the lock"),
  holder_host: text("host of the lock's holder"),
  holder_since: text("when the holder took the lock, UTC"),

  // counts of a cycle
  instruments: integer("number of instruments"),
  instruments_ok: integer("instruments with usable data"),
  instruments_failed: integer("instruments without usable data"),
  buy_signals: integer("number of buy signals"),
  sell_signals: integer("number of sell signals"),
  hold_signals: integer("number of hold signals"),
  approved: integer("orders that passed every gate"),
  placed: integer("entries and exits the broker accepted"),
  filled: integer("orders filled completely"),
  rejected: integer("orders the broker refused"),
  dropped: integer("intents given up before anything was sent"),
  unknown: integer("orders whose outcome nobody knows yet"),
  settled: integer("orders whose outcome was established"),
  held_back: integer("orders that the kill switch held back"),
  differing: integer(
    "instruments in which the broker holds less of ours than our records say, not put right yet",
  ),
  requests: integer("HTTP requests sent"),
  exit_code: integer("exit code of the process"),
  outcome: text("done, skipped or failed"),
  scope: text("own: what our orders opened; all: whatever the account holds"),

  // instruments and decisions
  instrument_id: text("AssetType:Uic"),
  asset_type: text("Saxo asset type"),
  uic: integer("Saxo instrument number"),
  symbol: text("display symbol"),
  bars_required: integer("closed bars the strategy needs"),
  bars_available: integer("closed bars there are"),
  bars_changed: integer("closed bars that are others now, or gone"),
  samples_refused: integer("chart samples that are no bar"),
  strategy_config_hash: text("tells this strategy with these parameters from every other"),
  strategy_file: text("path of a user's own strategy"),
  strategy_file_digest: text("of that file's text, and of the files it imports"),
  parameters: text("each parameter with its value and where it is set"),
  overrides: text("what is set apart for single instruments"),
  action: text("buy, sell or hold"),
  reason: text("stable reason code"),
  detail: text("words for people, possibly the broker's"),

  // HTTP
  http_method: text("HTTP method"),
  http_url_path: text("path without query"),
  http_status: integer("HTTP status"),
  attempt: integer("number of this try, from 1"),
  wait_ms: integer("milliseconds until the next try"),
  error_code: text("Saxo's ErrorCode"),
  saxo_request_id: text("X-Request-ID of the request"),
  x_correlation: text(
    "Saxo's X-Correlation header; absent on an answer that something before its OpenAPI gave",
  ),
  rate_limit_remaining_app_day: integer("requests left today, whole app"),
  rate_limit_remaining_session: integer("requests left this minute in the service group"),
  rate_limit_remaining_session_orders: integer("order writes left this second"),
  rate_limit_remaining_other: integer("requests left in a limit of another name"),
  rate_limit_reset_app_day: integer("seconds until it is replenished"),
  rate_limit_reset_session: integer("seconds until it is replenished"),
  rate_limit_reset_session_orders: integer("seconds until it is replenished"),
  rate_limit_reset_other: integer("seconds until it is replenished"),

  // orders
  external_reference: text("our reference of the order, the same for the same decision"),
  order_id: text("the broker's order id"),
  side: text("buy or sell"),
  purpose: text("entry, exit, stop or target"),
  order_price: text("price that a protective order waits for"),
  quantity: text("shares, contracts or FX base units"),
  filled_quantity: text("executed so far"),
  fill_price: text("price of an execution"),
  precheck_ok: flag("whether the precheck accepted the order"),
  estimated_cash_required: text("in account currency"),
  disclaimer_required: flag("whether disclaimers stand before the order"),
  disclaimer_tokens_count: integer("number of outstanding disclaimers"),
  disclaimer_title: text("title of a disclaimer"),
  disclaimer_hash: text("hash of what a disclaimer says; `tradebot disclaimers show <hash>` shows it"),
  disclaimer_policy: text("block_all, auto_accept_normal or manual_review"),
  position_id: text("the broker's id of one opening"),
  intent_state: text("state of the intent afterwards"),
  execution_outcome: text("SUCCESS, FAILED, SKIPPED or RECONCILIATION_NEEDED"),
  failure_reason: text("stable code of the failure"),
  own_quantity: text("position by our own records"),
  broker_quantity: text("net position at the broker"),
  adjusted_by: text("what was added to our own position, signed"),
  cash_moved: text("how much more cash there is than at the last look, in account currency"),
  equity_moved: text("how much more equity there is than at the last look, in account currency"),
  unexplained: text("the part of a move that nothing explains, in account currency"),
  tolerance: text("how much of it is taken for costs and interest"),
  since: text("instant of the last look, UTC"),

  // what a person has said
  kill_switch_mode: text("all: no order is sent; entries: none that adds risk"),
  person: text("account of the system that a person used"),

  // telling people
  incident: text("condition that people are told about: run:<reason>, check:<name> or unit:<result>"),
  notification: text("opened, reopened or cleared; or a ping: start, success or fail"),
  attempts: integer("number of tries so far"),

  // housekeeping
  decisions_removed: integer("records of decisions that were removed"),
  inputs_removed: integer("rows of what decisions were made from that were removed"),
  snapshots_removed: integer("snapshots of the account that were removed"),
  cycles_removed: integer("records of cycles that were removed"),
  files_removed: integer("files that were removed"),
  lines_removed: integer("lines of the cycle summaries that were removed"),
  bytes_removed: integer("size of the removed files and lines"),
  bytes: integer("size of a file"),
  is_complete: flag("whether nothing was left for the next time"),
  replaced_path: text("where the earlier store can be found"),
  targets: text("what was to be reset"),

  // errors
  error_name: text("class of the error"),
  error_message: text("its message"),
  stack: text("where it happened"),
  hint: text("what to do about it"),
  ratio: number("a ratio"),
} as const;

export type FieldName = keyof typeof FIELDS;
export type FieldValue<Name extends FieldName> = Kinds[(typeof FIELDS)[Name]["kind"]];
