import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, fine } from "./diagnosis.ts";

/** The process that looks, and the installation it belongs to. */
export interface ProgramFacts {
  readonly version: string;
  readonly nodeVersion: string;
  readonly timeZoneData: string;
  /** Real path of the Node.js that runs. */
  readonly runtime: string;
  /** Real path of the Node.js that was installed with the program; absent where none was. */
  readonly ownRuntime?: string;
  readonly build: "source" | "current" | "stale";
  /** Absent where users have no numbers. */
  readonly userId?: number;
  /** The most bytes a core dump may have, as the system writes it; absent where it does not say. */
  readonly coreLimit?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Whether the program itself is whole, and nothing around it weakens it. */
export function checkProgram(facts: ProgramFacts, talksToBroker: boolean): readonly Diagnosis[] {
  return [
    checkRuntime(facts),
    checkBuild(facts),
    checkNodeOptions(facts),
    ...checkCoreDumps(facts),
    ...checkUser(facts),
    ...(talksToBroker ? checkNetworkVariables(facts) : []),
  ];
}

function checkRuntime({ nodeVersion, timeZoneData, runtime, ownRuntime }: ProgramFacts): Diagnosis {
  const found = `Node.js ${nodeVersion}, time zone data ${timeZoneData}`;
  if (ownRuntime === undefined) return fine("runtime", `${found}, of this machine`);
  if (ownRuntime === runtime) return fine("runtime", `${found}, installed with tradebot`);
  return doubtful(
    "runtime",
    `${found} from ${runtime}, which is not the one installed and tested with tradebot`,
    `start it as \`npx tradebot\`, or with ${ownRuntime}`,
  );
}

function checkBuild({ version, build }: ProgramFacts): Diagnosis {
  if (build === "source") return fine("build", `tradebot ${version}, from source`);
  if (build === "current") return fine("build", `tradebot ${version}, built`);
  return doubtful(
    "build",
    `tradebot ${version}, but the build in dist is older than the sources beside it`,
    "run: npm run build",
  );
}

/** What lets others look into the process, or puts their code into it. */
const INTRUSIVE =
  /(^|\s)(--inspect\S*|--require|-r|--import|--experimental-loader|--loader|--report-\S+)(?=[\s=]|$)/;

function checkNodeOptions({ environment }: ProgramFacts): Diagnosis {
  const options = environment["NODE_OPTIONS"] ?? "";
  const [, , intrusive] = INTRUSIVE.exec(options) ?? [];
  if (intrusive !== undefined) {
    return failing(
      "node_options",
      `NODE_OPTIONS has ${intrusive}, by which others get at the token in memory`,
      {
        exit: "configuration",
        remedy: "remove NODE_OPTIONS from the environment that tradebot starts in",
      },
    );
  }
  return options.trim() === ""
    ? fine("node_options", "not set")
    : doubtful(
        "node_options",
        "NODE_OPTIONS is set, so the process runs unlike the tested one",
        "unset NODE_OPTIONS",
      );
}

function checkCoreDumps({ coreLimit }: ProgramFacts): readonly Diagnosis[] {
  if (coreLimit === undefined) return [];
  if (coreLimit === "0") return [fine("core_dumps", "switched off")];
  const finding = `a crash may leave a core dump, and the token would be in it (limit: ${coreLimit})`;
  return [
    doubtful("core_dumps", finding, "run `ulimit -c 0` before; the systemd unit does it by LimitCORE=0"),
  ];
}

function checkUser({ userId }: ProgramFacts): readonly Diagnosis[] {
  if (userId === undefined) return [];
  if (userId !== 0) return [fine("user", `user number ${userId}, not root`)];
  return [doubtful("user", "runs as root, which it has no need of", "give it a user of its own")];
}

const PROXIES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

function checkNetworkVariables({ environment }: ProgramFacts): readonly Diagnosis[] {
  const isSet = (name: string): boolean => (environment[name] ?? "") !== "";
  const proxy = PROXIES.find(isSet);
  const certificates = environment["NODE_EXTRA_CA_CERTS"] ?? "";
  return [
    ...(proxy === undefined
      ? []
      : [
          doubtful(
            "proxy",
            `${proxy} is set; tradebot goes to the broker directly, so that no proxy sees the token`,
            "make sure that a direct connection is possible",
          ),
        ]),
    ...(certificates === ""
      ? []
      : [
          doubtful(
            "certificates",
            `NODE_EXTRA_CA_CERTS adds "${certificates}" to those who may vouch for the broker`,
            "unset it unless you know who can sign with it: they could read the token",
          ),
        ]),
    ...(environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0"
      ? [
          doubtful(
            "tls_verification",
            "NODE_TLS_REJECT_UNAUTHORIZED=0 is set; tradebot verifies the broker's certificate all the same",
            "unset it: it weakens other programs",
          ),
        ]
      : []),
  ];
}
