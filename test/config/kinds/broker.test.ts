import { describe, expect, it } from "vitest";
import { SIM_GATEWAY, environmentName, restBase } from "../../../src/config/kinds/broker.ts";

describe("environmentName", () => {
  it.each([
    ["LOCAL", "LOCAL"],
    ["sim", "SIM"],
  ])("reads %s", (text, name) => {
    expect(environmentName.read(text)).toEqual({ kind: "value", value: name });
  });

  it.each(["LIVE", "live"])("says that %s is not available", (text) => {
    expect(environmentName.read(text)).toEqual({
      kind: "fault",
      fault: "LIVE is not available in this version",
    });
  });

  it("refuses anything else", () => {
    expect(environmentName.read("PAPER")).toEqual({ kind: "fault", fault: "no such choice" });
  });
});

describe("restBase", () => {
  it.each([
    [SIM_GATEWAY, "https://gateway.saxobank.com/sim/openapi"],
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
    ["https://gateway.saxobank.com/openapi", "not Saxo's simulation gateway"],
    ["https://GATEWAY.saxobank.com/sim/../openapi", "not Saxo's simulation gateway"],
    ["https://gateway.saxobank.com/sim/%2e%2e/openapi", "not Saxo's simulation gateway"],
    ["https://gateway.saxobank.com./openapi", "not Saxo's simulation gateway"],
    ["https://gateway.saxobank.com/simple", "not Saxo's simulation gateway"],
    ["https://live.logonvalidation.saxobank.com/", "not Saxo's simulation gateway"],
  ])("refuses %s: %s", (text, fault) => {
    expect(restBase.read(text)).toEqual({ kind: "fault", fault });
  });
});
