import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverMessages } from "../../../src/adapters/notify/deliver-messages.ts";
import { seconds } from "../../../src/core/domain/time.ts";
import { startReceiver, status, type Receiver } from "../../support/receiver.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const message = (id: number) => ({
  id,
  subject: `subject ${id}`,
  body: "a line\nanother",
  timestamp: "2026-03-04T09:15:00.000Z",
});

async function deliver(
  count: number,
  { url = receiver.url, stop = new AbortController().signal, budget = 8 } = {},
) {
  const clock = new VirtualClock();
  const messages = Array.from({ length: count }, (_, index) => message(index + 1));
  const results = await deliverMessages(messages, { url, clock, stop, budget: seconds(budget) });
  return { results, slept: clock.slept };
}

const bodies = (): unknown[] => receiver.received.map(({ body }): unknown => JSON.parse(body));

describe("delivering messages", () => {
  it("posts subject, body and timestamp as JSON, in order", async () => {
    const { results, slept } = await deliver(2);
    expect(bodies()).toEqual([
      { subject: "subject 1", body: "a line\nanother", timestamp: "2026-03-04T09:15:00.000Z" },
      { subject: "subject 2", body: "a line\nanother", timestamp: "2026-03-04T09:15:00.000Z" },
    ]);
    expect(receiver.received[0]).toMatchObject({
      method: "POST",
      url: "/hook",
      contentType: "application/json",
    });
    expect(results).toEqual([
      { id: 1, isDelivered: true, attempts: 1, httpStatus: 204 },
      { id: 2, isDelivered: true, attempts: 1, httpStatus: 204 },
    ]);
    expect(slept).toEqual([]);
  });

  it("tries three times with waits between, byte for byte the same", async () => {
    receiver.answer((response, _, number) => {
      response.writeHead(number < 3 ? 503 : 200).end();
    });
    const { results, slept } = await deliver(1);
    expect(results).toEqual([{ id: 1, isDelivered: true, attempts: 3, httpStatus: 200 }]);
    expect(slept).toEqual([500, 1500]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it("leaves the other messages to a later run when the receiver is broken", async () => {
    receiver.answer(status(500));
    const { results } = await deliver(3);
    expect(results).toEqual([
      { id: 1, isDelivered: false, attempts: 3, httpStatus: 500, failure: "HTTP_500" },
    ]);
  });

  it.each([400, 401, 403, 404, 410])(
    "does not repeat what is refused with %i, and goes on to the next",
    async (code) => {
      receiver.answer((response, _, number) => {
        response.writeHead(number === 1 ? code : 200).end();
      });
      expect((await deliver(2)).results).toEqual([
        {
          id: 1,
          isDelivered: false,
          isRefusedForGood: true,
          attempts: 1,
          httpStatus: code,
          failure: `HTTP_${code}`,
        },
        { id: 2, isDelivered: true, attempts: 1, httpStatus: 200 },
      ]);
    },
  );

  it("leaves a receiver alone that asks for patience", async () => {
    receiver.answer(status(429));
    expect((await deliver(2)).results).toEqual([
      { id: 1, isDelivered: false, attempts: 1, httpStatus: 429, failure: "HTTP_429" },
    ]);
  });

  it("follows no redirect", async () => {
    const elsewhere = await startReceiver("/stolen");
    receiver.answer(status(307, { location: elsewhere.url.href }));
    const { results } = await deliver(1);
    expect(results).toEqual([
      {
        id: 1,
        isDelivered: false,
        isRefusedForGood: true,
        attempts: 1,
        httpStatus: 307,
        failure: "HTTP_307",
      },
    ]);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it("takes the status for the answer, however long or slow the text behind it is", async () => {
    receiver.answer((response) => {
      response.writeHead(200);
      response.write("x".repeat(8_000_000)); // and never an end
    });
    expect((await deliver(1)).results).toEqual([{ id: 1, isDelivered: true, attempts: 1, httpStatus: 200 }]);
  });

  it("gives up on a receiver that never answers when the time for it is over", async () => {
    receiver.answer(() => undefined);
    const { results } = await deliver(2, { budget: 0.2 });
    expect(results).toEqual([{ id: 1, isDelivered: false, attempts: 1, failure: "TIMED_OUT" }]);
  });

  it("says when nobody listens there", async () => {
    const { url } = receiver;
    await receiver.close();
    const { results } = await deliver(2, { url });
    expect(results).toEqual([{ id: 1, isDelivered: false, attempts: 3, failure: "NOT_CONNECTED" }]);
  });

  it("says when the connection breaks", async () => {
    receiver.answer((response) => response.destroy());
    expect((await deliver(1)).results).toEqual([
      { id: 1, isDelivered: false, attempts: 3, failure: "CONNECTION_LOST" },
    ]);
  });

  it("tries nothing any more once it is stopped, and ends what is under way", async () => {
    const stopped = AbortSignal.abort();
    expect((await deliver(1, { stop: stopped })).results).toEqual([]);
    const controller = new AbortController();
    receiver.answer(() => {
      controller.abort();
    });
    expect((await deliver(2, { stop: controller.signal })).results).toEqual([
      { id: 1, isDelivered: false, attempts: 1, failure: "STOPPED" },
    ]);
  });

  it("does not talk to a server that speaks no TLS where TLS is asked for", async () => {
    const url = new URL(receiver.url);
    url.protocol = "https:";
    const { results } = await deliver(1, { url });
    expect(results).toMatchObject([{ isDelivered: false }]);
    expect(receiver.received).toEqual([]);
  });

  it("does not wait for a server that takes the connection and says nothing", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const { results } = await deliver(1, { url: new URL(`http://127.0.0.1:${port}/`), budget: 0.2 });
    expect(results).toEqual([{ id: 1, isDelivered: false, attempts: 1, failure: "TIMED_OUT" }]);
    silent.close();
  });
});
