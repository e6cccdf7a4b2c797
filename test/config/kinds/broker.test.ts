import { describe, expect, it } from "vitest";
import { GATEWAYS, environmentName, redirectAddress, restBase } from "../../../src/config/kinds/broker.ts";

describe("environmentName", () => {
  it.each([
    ["LOCAL", "LOCAL"],
    ["sim", "SIM"],
    ["Live", "LIVE"],
  ])("reads %s", (text, name) => {
    expect(environmentName.read(text)).toEqual({ kind: "value", value: name });
  });

  it("refuses anything else", () => {
    expect(environmentName.read("PAPER")).toEqual({ kind: "fault", fault: "no such choice" });
  });
});

describe("restBase", () => {
  it.each([
    [GATEWAYS.SIM, "https://gateway.saxobank.com/sim/openapi"],
    ["https://gateway.saxobank.com:443/sim/openapi/", "https://gateway.saxobank.com/sim/openapi"],
    ["http://localhost:8080/sim/openapi//", "http://localhost:8080/sim/openapi"],
    ["http://127.0.0.1:9/x", "http://127.0.0.1:9/x"],
    ["http://127.1.2.3/x", "http://127.1.2.3/x"],
    ["http://[::1]:9/x", "http://[::1]:9/x"],
    ["https://broker.example", "https://broker.example/"],
    ["https://notsaxobank.com/openapi", "https://notsaxobank.com/openapi"],
  ])("takes %s", (text, href) => {
    const reading = restBase.read(text);
    expect(reading.kind === "value" && reading.value.href).toBe(href);
  });

  it.each([
    ["gateway.saxobank.com/sim/openapi", "not an address"],
    ["https://", "not an address"],
    ["mailto:someone@example.com", "not an address"],
    ["http://gateway.saxobank.com/sim/openapi", "would send the token where others can listen"],
    ["http://localhost.example/x", "would send the token where others can listen"],
    ["http://127.0.0.1.example/x", "would send the token where others can listen"],
    ["http://10.0.0.1/x", "would send the token where others can listen"],
    ["ftp://localhost/x", "would send the token where others can listen"],
    ["https://user:canary@broker.example/x", "holds a user name or password"],
    ["https://:canary@broker.example/x", "holds a user name or password"],
    ["https://broker.example/x?token=canary", "holds a query or a fragment"],
    ["https://broker.example/x#canary", "holds a query or a fragment"],
  ])("refuses %s: %s", (text, fault) => {
    expect(restBase.read(text)).toEqual({ kind: "fault", fault });
  });
});

describe("redirectAddress", () => {
  it.each([
    "http://localhost:8765/callback",
    "http://127.0.0.1/tradebot",
    "http://localhost:8765",
    "http://localhost:80/callback",
    "https://example.com/back/",
  ])("takes %s, and keeps it as it is written", (text) => {
    expect(redirectAddress.read(text)).toEqual({ kind: "value", value: { url: new URL(text), text } });
  });

  it.each([
    ["localhost:8765/callback", "not an address"],
    ["http://example.com/callback", "would send the token where others can listen"],
    ["http://localhost:8765/callback?x=1", "holds a query or a fragment"],
  ])("refuses %s: %s", (text, fault) => {
    expect(redirectAddress.read(text)).toEqual({ kind: "fault", fault });
  });
});
