import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pingAddress, Pings } from "../../../src/adapters/notify/pings.ts";
import { RecordedEvents } from "../../support/recorded-events.ts";
import { startReceiver, status, type Receiver } from "../../support/receiver.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

let receiver: Receiver;
let events: RecordedEvents;
beforeEach(async () => {
  receiver = await startReceiver("/ping/abc?rid=7");
  events = new RecordedEvents();
});
afterEach(() => receiver.close());

const MANNER = { clock: new VirtualClock(), stop: new AbortController().signal };
const pings = (): Pings => new Pings({ url: receiver.url, events });
const urls = (): readonly string[] => receiver.received.map(({ method, url }) => `${method} ${url}`);

describe("pings", () => {
  it("tell of the start, then of the success at the address itself", async () => {
    const told = pings();
    told.start(MANNER);
    await told.finish("success", "exit code: 0", MANNER);
    expect(urls()).toEqual(["POST /ping/abc/start?rid=7", "POST /ping/abc?rid=7"]);
    expect(receiver.received.map(({ body }) => body)).toEqual(["", "exit code: 0"]);
    expect(events.of("notify_ping_delivered")).toEqual([
      { notification: "start", http_status: 204 },
      { notification: "success", http_status: 204 },
    ]);
  });

  it("tell of a failure", async () => {
    await pings().finish("fail", "exit code: 69", MANNER);
    expect(urls()).toEqual(["POST /ping/abc/fail?rid=7"]);
  });

  it("are repeated once, and what is lost then is a warning", async () => {
    receiver.answer(status(502));
    await pings().finish("success", "", MANNER);
    expect(urls()).toHaveLength(2);
    expect(events.all).toEqual([
      {
        name: "notify_ping_failed",
        fields: { notification: "success", attempts: 2, failure_reason: "HTTP_502", http_status: 502 },
      },
    ]);
  });

  it("are not repeated where the address is wrong", async () => {
    receiver.answer(status(404));
    await pings().finish("success", "", MANNER);
    expect(events.of("notify_ping_failed")).toMatchObject([{ attempts: 1, failure_reason: "HTTP_404" }]);
  });

  it("send the end only after the start was answered", async () => {
    receiver.answer((response, { url }) => {
      if (url.includes("/start")) setTimeout(() => response.writeHead(200).end(), 50);
      else response.writeHead(200).end();
    });
    const told = pings();
    told.start(MANNER);
    await told.finish("success", "", MANNER);
    expect(events.of("notify_ping_delivered")).toMatchObject([
      { notification: "start" },
      { notification: "success" },
    ]);
  });

  it("give a start up that is not answered, and send the end after it", async () => {
    receiver.answer((response, { url }) => {
      if (!url.includes("/start")) response.writeHead(200).end();
    });
    const told = pings();
    told.start(MANNER);
    await told.finish("success", "", MANNER);
    expect(urls()).toEqual(["POST /ping/abc/start?rid=7", "POST /ping/abc?rid=7"]);
    expect(events.all.map(({ name }) => name)).toEqual(["notify_ping_failed", "notify_ping_delivered"]);
    expect(events.of("notify_ping_failed")).toMatchObject([
      { notification: "start", failure_reason: "STOPPED" },
    ]);
  });

  it("fall silent when the run is abandoned", async () => {
    receiver.answer(() => undefined);
    const told = pings();
    told.start(MANNER);
    await told.abandon();
    expect(urls().filter((url) => !url.includes("/start"))).toEqual([]);
  });
});

describe("the address of a ping", () => {
  it.each([
    ["https://hc.example/abc", "https://hc.example/abc", "https://hc.example/abc/start"],
    ["https://hc.example/abc/", "https://hc.example/abc/", "https://hc.example/abc/start"],
    [
      "https://hc.example/abc?x=1&y=/2",
      "https://hc.example/abc?x=1&y=/2",
      "https://hc.example/abc/start?x=1&y=/2",
    ],
    ["https://hc.example", "https://hc.example/", "https://hc.example/start"],
  ])("%s", (written, success, start) => {
    expect(pingAddress(new URL(written), "success").href).toBe(success);
    expect(pingAddress(new URL(written), "start").href).toBe(start);
    expect(pingAddress(new URL(written), "fail").href).toBe(start.replace("start", "fail"));
  });
});
