import { expect, onTestFinished } from "vitest";
import { startReceiver } from "../support/receiver.ts";
import type { Claim } from "./machine/journal.ts";
import { aboutUnit } from "./machine/journal.ts";
import type { Machine } from "./machine/machine.ts";
import { it } from "./machine/machine.ts";
import type { Broker } from "./world/broker.ts";
import { startBroker } from "./world/broker.ts";
import { ALERT, installUnits, override, SERVICE, TIMER, writeSettings } from "./world/installed-units.ts";
import { asTradebot } from "./world/program.ts";

/** The shipped units, but for the pace. */
const EVERY_SECOND = "[Timer]\nOnCalendar=\nOnCalendar=*:*:*\nRandomizedDelaySec=0\n";
const SHORT_LIMITS = "[Service]\nTimeoutStartSec=6\nTimeoutStopSec=2\n";

const finished = aboutUnit(SERVICE, "Finished ");
const failed = aboutUnit(SERVICE, "Failed with result ");
const lockWasHeld = aboutUnit(SERVICE, "status=75/TEMPFAIL");
const alerted = aboutUnit(ALERT.replace("@", `@${SERVICE}`), "Finished ");

/** Lets the timer go on until so many more entries are as claimed. */
async function more(machine: Machine, count: number, claim: Claim): Promise<void> {
  await machine.journal.until(machine.journal.those(claim).length + count, claim);
}

async function killACycle(machine: Machine, broker: Broker): Promise<void> {
  await broker.fallSilent();
  await machine.must("systemctl", "kill", "--signal=KILL", SERVICE);
  broker.answerAgain();
  await more(machine, 1, alerted);
  await more(machine, 2, finished);
}

async function hangACycle(machine: Machine, broker: Broker): Promise<void> {
  await broker.fallSilent();
  await more(machine, 1, failed);
  broker.answerAgain();
  await more(machine, 2, finished);
}

/** A process that does nothing any more, and does not end when it is asked to. */
async function freezeACycle(machine: Machine, broker: Broker): Promise<void> {
  await broker.fallSilent();
  await machine.must("systemctl", "kill", "--signal=STOP", SERVICE);
  broker.answerAgain();
  await more(machine, 1, alerted);
  await more(machine, 2, finished);
}

async function overlap(machine: Machine, broker: Broker): Promise<void> {
  await machine.must("systemctl", "stop", TIMER);
  await machine.must("systemctl", "start", SERVICE); // or wait for the one that runs
  const asked = broker.fallSilent();
  const byHand = machine.run(...asTradebot("--single-cycle"));
  await asked;
  await machine.must("systemctl", "start", TIMER);
  await more(machine, 1, lockWasHeld);
  broker.answerAgain();
  expect(await byHand).toMatchObject({ code: 0 });
  await more(machine, 1, finished);
}

/** How the starts ended, in order; what happened several times in a row once. */
function endings(machine: Machine): readonly string[] {
  const words = machine.journal
    .those(aboutUnit(SERVICE, ""))
    .map(({ MESSAGE = "" }) => /^Finished|status=\d+\/\w+|result '.*'/.exec(MESSAGE)?.[0])
    .filter((word) => word !== undefined);
  return words.filter((word, index) => word !== words[index - 1]);
}

it("ten and more cycles by the timer: one killed, two hung, one beside another, some refused by the broker", async ({
  machine,
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
  await freezeACycle(machine, broker);
  await overlap(machine, broker);
  await writeSettings(machine, broker.strangersSettings + common);
  await more(machine, 3, failed);
  await writeSettings(machine, broker.settings + common);
  await more(machine, 2, finished);
  await machine.must("systemctl", "stop", TIMER);
  await machine.must("systemctl", "start", SERVICE); // or wait for the one that runs

  console.log(endings(machine));
  console.log(receiver.received);
  expect(machine.journal.those(finished).length).toBeGreaterThanOrEqual(10);
});
