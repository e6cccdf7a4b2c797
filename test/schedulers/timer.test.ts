import { expect } from "vitest";
import { at } from "../cli/json.ts";
import type { Receiver } from "../support/receiver.ts";
import { startReceiver } from "../support/receiver.ts";
import type { Claim } from "./machine/journal.ts";
import { aboutUnit, loggedEvent } from "./machine/journal.ts";
import type { Machine } from "./machine/machine.ts";
import { it } from "./machine/machine.ts";
import type { Broker } from "./world/broker.ts";
import { startBroker } from "./world/broker.ts";
import {
  ALERT,
  installUnits,
  override,
  property,
  SERVICE,
  TIMER,
  writeSettings,
} from "./world/installed-units.ts";
import { asTradebot } from "./world/program.ts";

/** The shipped units, but for the pace. */
const EVERY_SECOND = "[Timer]\nOnCalendar=\nOnCalendar=*:*:*\nRandomizedDelaySec=0\n";
const SHORT_LIMITS = "[Service]\nTimeoutStartSec=6\nTimeoutStopSec=2\n";

const finished = aboutUnit(SERVICE, "Finished ");
const failed = aboutUnit(SERVICE, "Failed with result ");
const succeeded = loggedEvent("cycle_end", "outcome=done", "exit_code=0");
const lockWasHeld = loggedEvent("cycle_skip_lock_held");
const alerted = aboutUnit(ALERT.replace("@", `@${SERVICE}`), "Finished ");

/** By systemd's word; a start that found the lock held is finished as well. */
const ENDINGS = ["Finished", "signal", "Finished", "timeout", "Finished", "exit-code", "Finished"];
/** Each of them told once, and once that it is over. */
const SUBJECTS = [
  "tradebot start failed: signal",
  "tradebot recovered, was: start failed: signal",
  "tradebot start failed: timeout",
  "tradebot recovered, was: start failed: timeout",
  "tradebot cycle failed: LOGIN_NEEDED",
  "tradebot recovered, was: cycle failed: LOGIN_NEEDED",
];

/** Lets the timer go on until so many more entries are as claimed. */
async function more(machine: Machine, count: number, claim: Claim): Promise<void> {
  await machine.journal.until(machine.journal.those(claim).length + count, claim);
}

async function killACycle(machine: Machine, broker: Broker): Promise<void> {
  await broker.fallSilent();
  const told = more(machine, 1, alerted);
  await machine.must("systemctl", "kill", "--signal=KILL", SERVICE);
  broker.answerAgain();
  await told;
  await more(machine, 2, finished);
}

/** TimeoutStartSec= ends it. */
async function hangACycle(machine: Machine, broker: Broker): Promise<void> {
  await broker.fallSilent();
  const told = more(machine, 1, alerted);
  await more(machine, 1, failed);
  broker.answerAgain();
  await told;
  await more(machine, 2, finished);
}

async function overlap(machine: Machine, broker: Broker): Promise<void> {
  await machine.must("systemctl", "stop", TIMER);
  await machine.must("systemctl", "start", SERVICE); // or wait for the one that runs
  const asked = broker.fallSilent();
  const byHand = machine.run(...asTradebot("--single-cycle"));
  await asked;
  await machine.must("systemctl", "start", TIMER);
  await more(machine, 2, lockWasHeld);
  await machine.must("systemctl", "stop", TIMER);
  await machine.must("systemctl", "start", SERVICE);
  expect(await property(machine, SERVICE, "ExecMainStatus")).toBe("75");
  expect(await property(machine, SERVICE, "Result")).toBe("success");
  broker.answerAgain();
  expect(await byHand).toMatchObject({ code: 0 });
  await machine.must("systemctl", "start", TIMER);
  await more(machine, 1, finished);
}

/** How the starts ended, in order; what happened several times in a row once. */
function endings(machine: Machine): readonly string[] {
  const words = machine.journal
    .those(aboutUnit(SERVICE, ""))
    .map(({ MESSAGE = "" }) => /^Finished|(?<=: Failed with result ').*(?=')/.exec(MESSAGE)?.[0])
    .filter((word) => word !== undefined);
  return words.filter((word, index) => word !== words[index - 1]);
}

const subjectsOf = ({ received }: Receiver): readonly unknown[] =>
  received.map(({ body }) => at(body, "subject"));

it("ten and more cycles by the timer: one killed, one hung, one beside another, some turned away", async ({
  machine,
  onTestFinished,
}) => {
  const broker = await startBroker();
  onTestFinished(broker.close);
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const common = `LOG_DIR=/var/log/ai-tradebot\nSCHEDULER_WEBHOOK_URL=${receiver.url.href}\n`;

  await installUnits(machine, broker.settings + common);
  await override(machine, TIMER, EVERY_SECOND);
  await override(machine, SERVICE, SHORT_LIMITS);
  await machine.must("systemctl", "enable", "--now", TIMER);
  await machine.journal.until(2, finished);
  await killACycle(machine, broker);
  await hangACycle(machine, broker);
  await overlap(machine, broker);
  await writeSettings(machine, broker.strangersSettings + common);
  await more(machine, 3, failed);
  await writeSettings(machine, broker.settings + common);
  await more(machine, 2, finished);
  await machine.journal.until(10, succeeded); // how many fit between the troubles depends on the machine
  await machine.must("systemctl", "stop", TIMER);
  await machine.must("systemctl", "start", SERVICE); // or wait for the one that runs

  expect(endings(machine)).toEqual(ENDINGS);
  expect(subjectsOf(receiver)).toEqual(SUBJECTS);
  expect(machine.journal.those(loggedEvent("execution_order_placed"))).toHaveLength(3); // with its stop and its target
});
