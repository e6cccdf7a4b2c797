import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_TRADING_RULES } from "../../../src/simulator/exchange/trading-rules.ts";
import type { SimulatorOptions } from "../../../src/simulator/simulator-options.ts";
import { inStateDirectory } from "../persistence/state-directory.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

const ACCOUNTS: Partial<SimulatorOptions> = {
  accounts: [
    {},
    { currency: "EUR" },
    { isMarginTradingAllowed: false },
    { currency: "GBP", isActive: false },
  ],
};
const SHARE = { Uic: 211, AssetType: "Stock" };
const PAIR = { Uic: 21, AssetType: "FxSpot", Amount: 10_000 };
const RESTS = { OrderType: "Limit", OrderPrice: 1, OrderDuration: { DurationType: "GoodTillCancel" } };

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

const nameOf = (number: number): { readonly key: string; readonly id: string } =>
  saxo.simulator.accounts[number - 1] ?? { key: "", id: "" };
const ofAccount = (number: number): Record<string, string> => ({ AccountKey: nameOf(number).key });
const onlyOf = (number: number): string => `AccountKey=${encodeURIComponent(nameOf(number).key)}`;
const clientKey = (): string => encodeURIComponent(saxo.simulator.identity.clientKey);
const codeOf = (reply: Reply): readonly unknown[] => [
  reply.status,
  pick(reply.json, "ErrorInfo", "ErrorCode"),
];

describe("several accounts", () => {
  it("are listed, each with its own names, currency and rights", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const list = await saxo.get("/port/v1/accounts/me");
    const { id } = saxo.simulator.identity;
    expect(column(list, "AccountId")).toEqual([id, `${id}-2`, `${id}-3`, `${id}-4`]);
    expect(new Set(column(list, "AccountKey")).size).toBe(4);
    expect(column(list, "Currency")).toEqual(["USD", "EUR", "USD", "GBP"]);
    expect(column(list, "Active")).toEqual([true, true, true, false]);
    expect(column(list, "IsMarginTradingAllowed")).toEqual([true, true, false, true]);
    expect(pick((await saxo.get("/port/v1/clients/me")).json, "DefaultAccountId")).toBe(id);
    const one = await saxo.get(`/port/v1/accounts/${encodeURIComponent(nameOf(2).key)}`);
    expect(pick(one.json, "AccountId")).toBe(`${id}-2`);
  });

  it("keep their orders and positions for themselves", async () => {
    saxo = await startSaxo(ACCOUNTS);
    await saxo.order({ Amount: 3 });
    await saxo.order({ Amount: 2, BuySell: "Sell", ...ofAccount(2) });
    await saxo.order({ ...RESTS, ...ofAccount(2) });
    const { id } = saxo.simulator.identity;
    const positions = await saxo.get("/port/v1/positions/me");
    expect(column(positions, "PositionBase", "Amount")).toEqual([3, -2]);
    expect(column(positions, "PositionBase", "AccountId")).toEqual([id, `${id}-2`]);
    const own = await saxo.get(`/port/v1/positions?ClientKey=${clientKey()}&${onlyOf(2)}`);
    expect(column(own, "PositionBase", "AccountKey")).toEqual([nameOf(2).key]);
    expect(column(await saxo.get("/port/v1/orders/me"), "AccountKey")).toEqual([nameOf(2).key]);
    expect(rows(await saxo.get(`/port/v1/orders?ClientKey=${clientKey()}&${onlyOf(1)}`))).toEqual([]);
    const [net] = rows(await saxo.get("/port/v1/netpositions/me"));
    expect(pick(net, "NetPositionBase", "Amount")).toBe(1);
    expect(pick(net, "NetPositionBase", "AccountId")).toBeUndefined();
    expect(pick(net, "NetPositionView", "PositionCount")).toBe(2);
    const [short] = rows(await saxo.get(`/port/v1/netpositions?ClientKey=${clientKey()}&${onlyOf(2)}`));
    expect(pick(short, "NetPositionBase")).toMatchObject({ Amount: -2, AccountId: `${id}-2` });
  });

  it("log what happened to each, in one order of time and ids", async () => {
    saxo = await startSaxo(ACCOUNTS);
    await saxo.order();
    await saxo.order(ofAccount(2));
    await saxo.order({ BuySell: "Sell" });
    const { id } = saxo.simulator.identity;
    const log = await saxo.activities();
    expect(column(log, "LogId")).toEqual(column(log, "LogId").map((_, index) => String(900_000_001 + index)));
    expect(new Set(column(await saxo.activities(onlyOf(2)), "AccountId"))).toEqual(new Set([`${id}-2`]));
    expect(new Set(column(await saxo.activities(onlyOf(1)), "OrderId"))).toEqual(
      new Set(["5000000001", "5000000003"]),
    );
    const closed = await saxo.get(`/port/v1/closedpositions?ClientKey=${clientKey()}&${onlyOf(1)}`);
    expect(column(closed, "ClosedPosition", "AccountId")).toEqual([id]);
    expect(rows(await saxo.get(`/port/v1/closedpositions?ClientKey=${clientKey()}&${onlyOf(2)}`))).toEqual(
      [],
    );
  });

  it("have money in their own currency, and together in that of the first", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const balance = (query: string): Promise<Reply> =>
      saxo.get(`/port/v1/balances?ClientKey=${clientKey()}${query}`);
    const euros = await balance(`&${onlyOf(2)}`);
    expect([textAt(euros, "Currency"), numberAt(euros, "CashBalance")]).toEqual(["EUR", 100_000]);
    const price = async (uic: number): Promise<number> =>
      numberAt(await saxo.get(`/trade/v1/infoprices?Uic=${uic}&AssetType=FxSpot`), "Quote", "Mid");
    const expected = 100_000 * (2 + (await price(21)) + (await price(31)));
    const all = await balance("");
    expect(textAt(all, "Currency")).toBe("USD");
    expect(numberAt(all, "CashBalance")).toBeCloseTo(expected, 2);
    expect(numberAt(await saxo.get("/port/v1/balances/me"), "CashBalance")).toBeCloseTo(expected, 2);
  });

  it("pay in their own currency", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const checked = await saxo.precheck({ ...SHARE, Amount: 10, ...ofAccount(2) });
    expect(textAt(checked, "EstimatedCashRequiredCurrency")).toBe("EUR");
    await saxo.order({ ...SHARE, Amount: 10, ...ofAccount(2) });
    const [fill] = saxo.simulator.snapshot(nameOf(2).key).fills;
    const rate = numberAt(checked, "InstrumentToAccountConversionRate");
    const paid = Number(fill?.price.toString()) * 10 * rate;
    expect(rate).toBeLessThan(1);
    expect(Number(fill?.cashChange.toString()) / -paid).toBeCloseTo(1.0008, 3);
    expect(saxo.simulator.snapshot().cash.toString()).toBe("100000");
    const [position] = rows(await saxo.get(`/port/v1/positions?ClientKey=${clientKey()}&${onlyOf(2)}`));
    const exposure = Number(pick(position, "PositionView", "Exposure"));
    const inEuros = Number(pick(position, "PositionView", "ExposureInBaseCurrency"));
    expect(inEuros / exposure).toBeCloseTo(rate, 3);
  });

  it("bind margin each for itself, even where they stand against each other", async () => {
    saxo = await startSaxo(ACCOUNTS);
    await saxo.order({ Amount: 2 });
    await saxo.order({ Amount: 2, BuySell: "Sell", ...ofAccount(2) });
    const used = async (path: string): Promise<number> =>
      numberAt(await saxo.get(path), "MarginUsedByCurrentPositions");
    const own = await used(`/port/v1/balances?ClientKey=${clientKey()}&${onlyOf(1)}`);
    const together = await used("/port/v1/balances/me");
    expect(own).toBeLessThan(0);
    expect(together / own).toBeCloseTo(2, 2);
  });

  it("show what each currency stands for, account by account", async () => {
    saxo = await startSaxo({ accounts: [{}, { currency: "EUR" }] });
    await saxo.order({ ...PAIR, ...ofAccount(2) });
    const exposure = await saxo.get("/port/v1/exposure/currency/me");
    expect(pick(exposure.json, 1)).toEqual({ Amount: 110_000, Currency: "EUR" });
    const value = await saxo.get(`/hist/v3/accountvalues/${clientKey()}`);
    expect(column(value, "KeyType")).toEqual(["Account", "Account", "Client"]);
  });

  it.each([
    ["of somebody else", () => ({ AccountKey: "foreign==" })],
    ["that is not active", () => ofAccount(4)],
  ])("refuse an order in one %s", async (_, account) => {
    saxo = await startSaxo(ACCOUNTS);
    expect(codeOf(await saxo.order(account()))).toEqual([400, "IllegalAccount"]);
    expect(codeOf(await saxo.precheck(account()))).toEqual([200, "IllegalAccount"]);
  });

  it("refuse an order whose child is in another one", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const child = saxo.orderBody({ ...RESTS, BuySell: "Sell", OrderPrice: 9000, ...ofAccount(2) });
    const reply = await saxo.order({ Orders: [child] });
    expect(pick(reply.json, "Orders", 0, "ErrorInfo", "ErrorCode")).toBe("IllegalAccount");
  });

  it("trade on margin only where that is allowed", async () => {
    saxo = await startSaxo(ACCOUNTS);
    expect(codeOf(await saxo.order(ofAccount(3)))).toEqual([400, "InstrumentNotAllowed"]);
    expect((await saxo.order({ ...SHARE, ...ofAccount(3) })).status).toBe(200);
    const details = await saxo.get("/ref/v1/instruments/details/4913/CfdOnIndex");
    const { id } = saxo.simulator.identity;
    expect(pick(details.json, "TradableOn")).toEqual([id, `${id}-2`]);
    const own = await saxo.get(`/ref/v1/instruments/details/4913/CfdOnIndex?${onlyOf(3)}`);
    expect(pick(own.json, "IsTradable")).toBe(false);
    expect(rows(await saxo.get(`/ref/v1/instruments?Uics=4913&${onlyOf(3)}`))).toEqual([]);
  });

  it("change and cancel only what is theirs", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const orderId = textAt(await saxo.order({ ...RESTS, ...ofAccount(2) }), "OrderId");
    const change = { ...saxo.orderBody({ ...RESTS, OrderPrice: 2 }), OrderId: orderId };
    const patch = async (body: unknown): Promise<number> => {
      saxo.clock.advance(1000);
      return (await saxo.send("PATCH", "/trade/v2/orders", { body })).status;
    };
    expect(await patch({ ...change, ...ofAccount(1) })).toBe(404);
    expect(await patch({ ...change, ...ofAccount(2) })).toBe(200);
    expect(await patch({ ...change, AccountKey: undefined, OrderPrice: 3 })).toBe(200);
    const cancel = async (number: number): Promise<Reply> => {
      saxo.clock.advance(1000);
      return saxo.send("DELETE", `/trade/v2/orders/${orderId}?${onlyOf(number)}`);
    };
    expect(pick((await cancel(1)).json, "Orders", 0, "ErrorInfo", "ErrorCode")).toBe("OrderNotFound");
    expect((await cancel(2)).json).toEqual({ Orders: [{ OrderId: orderId }] });
  });

  it("are reset one by one", async () => {
    saxo = await startSaxo(ACCOUNTS);
    const path = `/port/v1/accounts/${encodeURIComponent(nameOf(2).key)}/reset`;
    expect((await saxo.send("PUT", path, { body: { NewBalance: 5 } })).status).toBe(204);
    const cash = [1, 2].map((number) => saxo.simulator.snapshot(nameOf(number).key).cash.toString());
    expect(cash).toEqual(["100000", "5"]);
  });

  it("net each by itself when the market moves, in the order of time", async () => {
    saxo = await startSaxo({
      accounts: [{}, {}],
      rules: { ...DEFAULT_TRADING_RULES },
    });
    const bid = numberAt(
      await saxo.get("/trade/v1/infoprices?Uic=4913&AssetType=CfdOnIndex"),
      "Quote",
      "Bid",
    );
    const stops = [0.5, 1, 1.5, 2].map((distance) => Number((bid - distance).toFixed(2)));
    for (const [index, OrderPrice] of stops.entries()) {
      const terms = { ...RESTS, OrderType: "Stop", BuySell: "Sell", OrderPrice };
      await saxo.order({ ...terms, ...ofAccount((index % 2) + 1) });
    }
    saxo.clock.advance(86_400_000);
    const log = await saxo.activities("Status=FinalFill");
    const times = column(log, "ActivityTime").map(String);
    expect(times).toHaveLength(4);
    expect(times).toEqual(times.toSorted());
    const ids = column(log, "LogId").map(Number);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  });

  it("survive a restart", async () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      saxo = await startSaxo({ ...ACCOUNTS, statePath });
      await saxo.order(ofAccount(2));
      await saxo.order({ BuySell: "Sell", ...ofAccount(2) });
      await saxo.order({ ...RESTS, ...ofAccount(2) });
      await saxo.order({ ...SHARE, ...ofAccount(3) });
      const keys = saxo.simulator.accounts.map(({ key }) => key);
      const before = keys.map((key) => saxo.simulator.snapshot(key));
      await saxo.close();
      saxo = await startSaxo({ statePath });
      expect(saxo.simulator.accounts.map(({ key }) => key)).toEqual(keys);
      expect(keys.map((key) => saxo.simulator.snapshot(key))).toEqual(before);
      expect(column(await saxo.get("/port/v1/accounts/me"), "Currency")).toEqual([
        "USD",
        "EUR",
        "USD",
        "GBP",
      ]);
    }));
});
