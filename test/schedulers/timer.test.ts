import { expect } from "vitest";
import { aboutUnit, loggedEvent } from "./machine/journal.ts";
import { it } from "./machine/machine.ts";
import { startBroker } from "./world/broker.ts";
import { asTradebot, installUnits, override, property, SERVICE, TIMER } from "./world/installed-units.ts";
import { startReceiver } from "./world/receiver.ts";

/** The shipped timer, but for its pace. */
const EVERY_SECOND = "[Timer]\nOnCalendar=\nOnCalendar=*:*:*\nRandomizedDelaySec=0\n";
const SHORT_LIMITS = "[Service]\nTimeoutStartSec=4\nTimeoutStopSec=2\n";

const started = aboutUnit(SERVICE, "Starting ");
const finished = aboutUnit(SERVICE, "Finished ");
const failedWith = (result: string) => aboutUnit(SERVICE, `Failed with result '${result}'`);

it("ten cycles by the timer", async ({ machine, onTestFinished }) => {
  const broker = await startBroker();
  onTestFinished(broker.close);
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  await installUnits(
    machine,
    `${broker.settings}LOG_DIR=/var/log/ai-tradebot\nSCHEDULER_WEBHOOK_URL=${receiver.url}\n`,
  );
  await override(machine, TIMER, EVERY_SECOND);
  await override(machine, SERVICE, SHORT_LIMITS);
  await machine.must("systemctl", "enable", "--now", TIMER);
  await machine.journal.until(2, finished);

  // killed
  let asked = broker.fallSilent();
  await asked;
  await machine.must("systemctl", "kill", "--signal=KILL", SERVICE);
  await machine.journal.until(1, failedWith("signal"));
  broker.answerAgain();
  await machine.journal.until(4, finished);

  // hung
  asked = broker.fallSilent();
  await asked;
  await machine.journal.until(1, failedWith("timeout"));
  broker.answerAgain();
  await machine.journal.until(6, finished);

  // overlap
  await machine.must("systemctl", "stop", TIMER);
  asked = broker.fallSilent();
  const byHand = machine.run(...asTradebot("--single-cycle"));
  await asked;
  await machine.must("systemctl", "start", TIMER);
  await machine.journal.until(1, aboutUnit(SERVICE, "status=75/TEMPFAIL"));
  broker.answerAgain();
  console.log(await byHand);
  await machine.journal.until(10, finished);
  await machine.must("systemctl", "stop", TIMER);
  console.log(
    machine.journal
      .tail(1000)
      .split("\n")
      .filter((line) => !/ \| (INFO|DEBUG)/.test(line))
      .join("\n"),
  );
  console.log(receiver.messages);
  console.log(machine.journal.those(started).length);
  expect(1).toBe(1);
});
