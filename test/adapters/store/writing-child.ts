// Writes intents and their steps without end and says of each, once it is committed, what it was.
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import { anIntent, at, beginCycle, START } from "./support-values.ts";

const [, , directory = ""] = process.argv;
const { store } = openStore({ directory, now: START });
const cycle = beginCycle(store);

for (let index = 0; ; index += 1) {
  const reference = externalReference(`ATB-${index}`);
  const intent = store.createIntent(cycle, anIntent({ externalReference: reference }));
  console.log(`${reference} created`);
  for (const to of ["placing", "unknown", "placed"] as const) {
    store.recordTransition(cycle, intent.id, { to, reason: "STEP" }, at(index));
    console.log(`${reference} ${to}`);
  }
}
