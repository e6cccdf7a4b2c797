import { describe, expect, it } from "vitest";
import { fuzzAnswers } from "./support/answer-fuzz.ts";
import { CALLS } from "./support/calls.ts";
import { saxoWorld } from "./support/saxo-world.ts";

/** `npm run soak` takes a hundred thousand. */
const ANSWERS = 2500;

describe("an answer that is not as documented", () => {
  it("ends as a value or an operating failure, and never as an order", async () => {
    const { values, errors, faults } = await fuzzAnswers(ANSWERS, 20_260_304);
    expect(faults).toEqual([]);
    expect(values).toBeGreaterThan(ANSWERS / 5);
    expect(errors).toBeGreaterThan(ANSWERS / 5);
  });

  it.each(CALLS)("to $method $path may hold fields nobody knows yet", async (one) => {
    const { saxo, broker } = await saxoWorld();
    for (const { method, path, good } of CALLS) saxo.on(method, path, { body: good });
    const plain = await one.call(broker, saxo.restBase);
    const extended = JSON.stringify(one.good).replaceAll("{", '{"NewIn2027":{"Deep":[1]},');
    saxo.on(one.method, one.path, { text: extended.replaceAll('{"Deep":[1]},}', '{"Deep":[1]}}') });
    expect(await one.call(broker, saxo.restBase)).toEqual(plain);
  });
});
