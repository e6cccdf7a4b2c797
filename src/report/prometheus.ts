import { KILL_SWITCH_MODES } from "../core/risk/kill-switch.ts";
import { timestampFromIso } from "../core/domain/time.ts";
import type { RunResult } from "./run-result.ts";
import type { StatusRecord } from "./status-file.ts";

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  /** None when nothing is known: a metric without a sample is left out. */
  readonly samples: readonly Sample[];
}

export interface MetricsSource {
  readonly result: RunResult;
  /** After the run. */
  readonly status: StatusRecord;
  readonly programVersion: string;
  readonly nodeVersion: string;
  /** Tells several bots on one machine apart. */
  readonly stateDirectory?: string;
}

/** The text that node_exporter's textfile collector reads. Source: "Exposition formats", prometheus.io */
export function renderMetrics(source: MetricsSource): string {
  const { result, stateDirectory } = source;
  const common = {
    ...(result.environment === undefined ? {} : { environment: result.environment }),
    ...(stateDirectory === undefined ? {} : { state_directory: stateDirectory }),
  };
  return [
    aboutRuns(source),
    aboutKillSwitch(source),
    aboutHours(source),
    aboutBroker(source),
    aboutCycle(source),
  ]
    .flat()
    .filter(({ samples }) => samples.length > 0)
    .map((metric) => metricText(metric, common))
    .join("");
}

function aboutRuns({ result, status, programVersion, nodeVersion }: MetricsSource): Metric[] {
  const { cycle } = status.jobs;
  const labels = { version: programVersion, node_version: nodeVersion };
  return [
    gauge("build_info", "Always 1; the labels say what runs.", [{ labels, value: 1 }]),
    gauge("last_run_timestamp_seconds", "When the last run ended.", at(cycle.last_end)),
    gauge(
      "last_success_timestamp_seconds",
      "When a run last ended with exit code 0.",
      at(cycle.last_success),
    ),
    gauge("last_run_exit_code", "Exit code of the last run.", [{ value: result.exitCode }]),
    gauge("last_run_duration_seconds", "How long the last run took, jitter included.", [
      { value: result.duration / 1000 },
    ]),
    gauge("consecutive_failures", "Failed runs since one last ended with exit code 0.", [
      { value: cycle.consecutive_failures },
    ]),
  ];
}

const aboutKillSwitch = ({ status: { kill_switch } }: MetricsSource): Metric[] => [
  gauge(
    "kill_switch",
    "1 while somebody has forbidden orders: all, or those that add risk (entries).",
    KILL_SWITCH_MODES.map((mode) => ({ labels: { mode }, value: flag(kill_switch?.mode === mode) })),
  ),
];

function aboutHours({ status: { runner } }: MetricsSource): Metric[] {
  return [
    gauge("sleeping", "1 while cycles find the market closed.", [
      { value: flag(runner.sleep_since !== null) },
    ]),
    gauge(
      "next_market_open_timestamp_seconds",
      "Next opening, while the bot sleeps.",
      at(runner.next_market_open_at),
    ),
    counter("resumes_total", "How often the bot has woken from a sleep.", [{ value: runner.resume_count }]),
  ];
}

function aboutBroker({ status: { telemetry } }: MetricsSource): Metric[] {
  const { broker, poll_success_count, poll_error_count } = telemetry;
  const connected = broker === "unknown" ? [] : [{ value: flag(broker === "connected") }];
  return [
    gauge("broker_connected", "1 when the broker answered the last time it was asked.", connected),
    counter("polls_total", "Cycles that asked the broker, by what came of it.", [
      { labels: { result: "success" }, value: poll_success_count },
      { labels: { result: "error" }, value: poll_error_count },
    ]),
    gauge(
      "last_successful_poll_timestamp_seconds",
      "When a cycle last got all it needs of the broker.",
      at(telemetry.last_successful_poll_at),
    ),
    gauge(
      "last_reconciliation_timestamp_seconds",
      "When a cycle last compared its records with the broker's.",
      at(telemetry.last_reconciliation_at),
    ),
  ];
}

function aboutCycle({ status: { last_cycle } }: MetricsSource): Metric[] {
  if (last_cycle === null) return [];
  const counts = Object.entries(last_cycle.counters).map(([name, value]) => ({
    labels: { counter: name },
    value,
  }));
  const unknown = [{ value: last_cycle.counters.unknown }];
  return [
    gauge("unknown_orders", "Orders whose outcome nobody knows.", unknown),
    gauge("last_cycle_count", "What the newest cycle counted, by the names of its cycle_end line.", counts),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `tradebot_${name}`,
  type: "gauge",
  help,
  samples,
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...gauge(name, help, samples),
  type: "counter",
});

const flag = (isSo: boolean): number => (isSo ? 1 : 0);

function at(instant: string | null): Sample[] {
  const time = instant === null ? undefined : timestampFromIso(instant);
  return time === undefined ? [] : [{ value: time / 1000 }];
}

function metricText({ name, type, help, samples }: Metric, common: Readonly<Record<string, string>>): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText({ ...common, ...labels })} ${value}`);
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
