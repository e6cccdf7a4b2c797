import AuthProvider from "openapi-clientlib/esnext/openapi/authProvider.js";
import TransportAuth from "openapi-clientlib/esnext/openapi/transport/auth.js";
import type {
  Reply as LibraryReply,
  RequestOptions,
  Transport,
} from "openapi-clientlib/esnext/openapi/transport/core.js";
import TransportCore from "openapi-clientlib/esnext/openapi/transport/core.js";
import TransportRetry from "openapi-clientlib/esnext/openapi/transport/retry.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SaxoUnderTest } from "../simulator/saxo-under-test.ts";
import { pick, textAt } from "../simulator/saxo-under-test.ts";
import { appOf, logIn, startSaxoWithLogin } from "../simulator/oauth/sign-in.ts";

const EURUSD = { Uic: 21, AssetType: "FxSpot" };
const MINUTE_MS = 60_000;
/** The library begins its request ids at 1 in each process; order writes get names of their own, as its readme advises. */
let requests = 0;

/** The library adds `/openapi` itself. */
const hostOf = ({ simulator }: SaxoUnderTest): string => simulator.restBase.replace(/\/openapi$/, "");

describe("Saxo's own client library", () => {
  let saxo: SaxoUnderTest;
  let auth: AuthProvider;
  let transport: Transport;
  let mine: { readonly AccountKey: string };

  beforeEach(async () => {
    vi.stubGlobal("window", globalThis); // it was written for browsers, and asks it for timers and for Blob
    saxo = await startSaxoWithLogin();
    const app = appOf(saxo, "code");
    const pair = await logIn(saxo, app);
    const renewal = { grant_type: "refresh_token", refresh_token: textAt(pair, "refresh_token") };
    auth = new AuthProvider({
      token: textAt(pair, "access_token"),
      expiry: Date.now() + 20 * MINUTE_MS,
      tokenRefreshUrl: `${saxo.simulator.authBase}/token?${new URLSearchParams(renewal).toString()}`,
      tokenRefreshHeaders: {
        Authorization: `Basic ${btoa(`${app.key}:${app.secret ?? ""}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      tokenRefreshMethod: "post",
      tokenRefreshPropertyNameToken: "access_token",
      tokenRefreshPropertyNameExpires: "expires_in",
    });
    transport = new TransportAuth(hostOf(saxo), auth, { defaultCache: false, language: "en" });
    mine = { AccountKey: saxo.simulator.identity.accountKey };
  });
  afterEach(async () => {
    transport.dispose();
    auth.dispose();
    await saxo.close();
    vi.unstubAllGlobals();
  });

  const get = async (
    service: string,
    path: string,
    queryParams: NonNullable<RequestOptions["queryParams"]> = {},
    names: Readonly<Record<string, string | number>> = {},
  ): Promise<unknown> => (await transport.get(service, path, names, { queryParams })).response;

  /** An order write, a second after whatever was before it. */
  const write = (
    method: "post" | "patch" | "delete",
    path: string,
    options: RequestOptions = {},
  ): Promise<LibraryReply> => {
    saxo.clock.advance(1000);
    requests += 1;
    return transport[method]("trade", path, null, { requestId: `library-${requests}`, ...options });
  };

  const order = (changes: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    ...mine,
    ...EURUSD,
    BuySell: "Buy",
    Amount: 10_000,
    OrderType: "Market",
    OrderDuration: { DurationType: changes["OrderPrice"] === undefined ? "DayOrder" : "GoodTillCancel" },
    ManualOrder: false,
    ...changes,
  });

  it("reads who it is, what there is to trade, and at which prices", async () => {
    const [user, client, accounts] = [
      await get("port", "v1/users/me"),
      await get("port", "v1/clients/me"),
      await get("port", "v1/accounts/me"),
    ];
    expect(pick(user, "ClientKey")).toBe(pick(client, "ClientKey"));
    expect(pick(accounts, "Data", 0, "AccountKey")).toBe(mine.AccountKey);
    expect(await get("port", "v1/accounts/{AccountKey}", {}, mine)).toEqual(pick(accounts, "Data", 0));

    const found = await get("ref", "v1/instruments", { Keywords: "eurusd", AssetTypes: "FxSpot" });
    expect(pick(found, "Data", 0, "Identifier")).toBe(21);
    const details = await get("ref", "v1/instruments/details/{Uic}/{AssetType}", {}, EURUSD);
    expect(pick(details, "SupportedOrderTypes")).toContain("Limit");
    const price = await get("trade", "v1/infoprices", { ...EURUSD, FieldGroups: "Quote,DisplayAndFormat" });
    expect(pick(price, "DisplayAndFormat", "Symbol")).toBe("EURUSD");
    expect(Number(pick(price, "Quote", "Ask"))).toBeGreaterThan(Number(pick(price, "Quote", "Bid")));
    const chart = await get("chart", "v3/charts", { ...EURUSD, Horizon: 60, Count: 12 });
    expect(pick(chart, "Data")).toHaveLength(12);
    expect(pick(await get("port", "v1/balances/me"), "CalculationReliability")).toBe("Ok");
  });

  it("prechecks, places, changes and cancels an order with related ones", async () => {
    const bracket = order({
      OrderType: "Limit",
      OrderPrice: 1,
      Orders: [
        order({ BuySell: "Sell", OrderType: "Limit", OrderPrice: 1.1 }),
        order({ BuySell: "Sell", OrderType: "Stop", OrderPrice: 0.9 }),
      ],
    });
    const check = await write("post", "v2/orders/precheck", { body: { ...bracket, FieldGroups: ["Costs"] } });
    expect(check.response).toMatchObject({ PreCheckResult: "Ok" });

    const placed = await write("post", "v2/orders", { body: bracket });
    const OrderId = String(pick(placed.response, "OrderId"));
    expect(pick(placed.response, "Orders")).toHaveLength(2);
    expect(placed.headers.get("x-request-id")).toBe(`library-${requests}`);

    const change = { ...order({ OrderType: "Limit", OrderPrice: 1.01 }), OrderId };
    expect((await write("patch", "v2/orders", { body: change })).response).toMatchObject({ OrderId });
    const open = await get("port", "v1/orders/me");
    expect(pick(open, "Data")).toHaveLength(1);
    expect(pick(open, "Data", 0)).toMatchObject({ OrderId, Price: 1.01, OrderRelation: "IfDoneMaster" });

    const cancel = await write("delete", `v2/orders/${OrderId}`, { queryParams: mine });
    expect(cancel.response).toEqual({ Orders: [{ OrderId }] });
    expect(await get("port", "v1/orders/me", { Status: "All" })).toMatchObject({ Data: [] });
  });

  it("opens a position, closes it, and finds it among the closed ones and in the order log", async () => {
    const bought = await write("post", "v2/orders", { body: order({ ExternalReference: "library" }) });
    const [position] = [pick(await get("port", "v1/positions/me"), "Data", 0)];
    expect(pick(position, "PositionBase")).toMatchObject({
      Amount: 10_000,
      SourceOrderId: pick(bought.response, "OrderId"),
    });
    await write("post", "v2/orders", { body: order({ BuySell: "Sell" }) });
    const closed = await get("port", "v1/closedpositions/me");
    expect(pick(closed, "Data", 0, "ClosedPosition")).toMatchObject({
      OpeningPositionId: pick(position, "PositionId"),
      OpeningExternalReferenceId: "library",
    });
    saxo.clock.advance(5000);
    const log = await get("cs", "v1/audit/orderactivities", { ...mine, EntryType: "Last" });
    expect(pick(log, "Data", 0)).toMatchObject({ Status: "FinalFill", SubStatus: "Confirmed" });
  });

  it("is refused with a status and a reason", async () => {
    const refusal = write("post", "v2/orders", { body: order({ Amount: 1 }) });
    await expect(refusal).rejects.toMatchObject({
      status: 400,
      response: { ErrorInfo: { ErrorCode: "AmountBelowMinimumLotSize" } },
    });
    const repeated = { body: order({}), requestId: "the same twice" };
    await write("post", "v2/orders", repeated);
    await expect(write("post", "v2/orders", repeated)).rejects.toMatchObject({ status: 409 });
  });

  it("renews its token when it is rejected", async () => {
    saxo.clock.advance(20 * MINUTE_MS);
    const before = auth.getToken();
    const renewed = new Promise<void>((resolve) => {
      auth.on(auth.EVENT_TOKEN_RECEIVED, resolve);
    });
    await expect(get("port", "v1/users/me")).rejects.toMatchObject({ status: 401 });
    await renewed;
    expect(auth.getToken()).not.toBe(before);
    expect(pick(await get("port", "v1/users/me"), "Active")).toBe(true);
  });

  it("reaches other methods through a POST, and asks again where it is told to", async () => {
    const core = new TransportCore(hostOf(saxo));
    core.setUseXHttpMethodOverride(true);
    expect((await core.patch("root", "v1/diagnostics/patch", null, { body: {} })).status).toBe(200);
    core.dispose();

    const patient = new TransportRetry(transport, {
      retryTimeout: 1,
      methods: { get: { retryLimit: 1, statuses: [404] } },
    });
    await expect(patient.get("port", "v1/nowhere")).rejects.toMatchObject({ status: 404 });
    expect(saxo.requests.filter(({ target }) => target.includes("/nowhere"))).toHaveLength(2);
    patient.dispose();
  });
});
