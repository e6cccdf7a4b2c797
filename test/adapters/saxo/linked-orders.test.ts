import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId, positionId, requestId } from "../../../src/core/domain/ids.ts";
import type { InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import type { OrderDuration, Placement, PricedOrder } from "../../../src/core/domain/order.ts";
import type { LegOutcome, PlacementOutcome } from "../../../src/cycle/ports/broker-answers.ts";
import type { Answer } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, MARKET_ORDER, saxoWorld, STOCK } from "./support/saxo-world.ts";

const ORDERS = "/trade/v2/orders";
const ID = requestId("intended-1");

const DETAILS: InstrumentDetails = {
  instrument: EURUSD,
  symbol: "EURUSD",
  description: "Euro/US Dollar",
  currency: "USD",
  tradability: "tradable",
  isShortDisabled: false,
  supportedOrderTypes: ["Market", "Limit", "Stop"],
  orderDurations: {
    Limit: ["DayOrder", "GoodTillCancel", "GoodTillDate"],
    Stop: ["DayOrder", "GoodTillCancel"],
  },
  amountDecimals: 0,
  minimumTradeSize: decimal("1000"),
  orderLimits: {},
  pricing: {
    currency: "USD",
    decimals: 4,
    ticks: { limitTick: decimal("0.0001"), stopTick: decimal("0.00005") },
  },
};
/** Triggered by trades, as on an exchange. */
const EXCHANGE: InstrumentDetails = {
  ...DETAILS,
  instrument: STOCK,
  supportedOrderTypes: ["Market", "Limit", "StopIfTraded"],
  orderDurations: { Limit: ["DayOrder"], StopIfTraded: ["GoodTillCancel"] },
  minimumTradeSize: decimal("1"),
  pricing: { currency: "USD", decimals: 2, ticks: { tick: decimal("0.01") } },
};

const UNTIL_CANCELLED: OrderDuration = { kind: "until_cancelled" };

const priced = (
  kind: PricedOrder["kind"],
  price: string,
  changes: Partial<PricedOrder> = {},
): PricedOrder => ({
  ...MARKET_ORDER,
  kind,
  side: "sell",
  price: decimal(price),
  duration: UNTIL_CANCELLED,
  details: DETAILS,
  externalReference: externalReference(`ATB-${kind.toUpperCase()}`),
  ...changes,
});

const TARGET = priced("limit", "1.17");
const STOP = priced("stop", "1.14005");
const BUY = priced("limit", "1.15", { side: "buy", externalReference: externalReference("ATB-ENTRY") });

const base = (side: "Buy" | "Sell", reference: string) => ({
  AccountKey: "Ac-Example|Key0123456789==",
  Uic: 21,
  AssetType: "FxSpot",
  BuySell: side,
  Amount: 10000,
  ManualOrder: false,
  IsForceOpen: false,
  ExternalReference: reference,
});
const GTC = { DurationType: "GoodTillCancel" };
const TARGET_BODY = {
  ...base("Sell", "ATB-LIMIT"),
  OrderType: "Limit",
  OrderPrice: 1.17,
  OrderDuration: GTC,
};
const STOP_BODY = { ...base("Sell", "ATB-STOP"), OrderType: "Stop", OrderPrice: 1.14005, OrderDuration: GTC };
const ENTRY_BODY = { ...base("Buy", "ATB-ENTRY"), OrderType: "Limit", OrderPrice: 1.15, OrderDuration: GTC };

const ENTRY: Placement = { kind: "entry", entry: BUY, children: [TARGET, STOP] };
const PAIR: Placement = { kind: "pair", orders: [TARGET, STOP] };
const ON_ORDER: Placement = { kind: "on_order", orderId: orderId("70"), orders: [STOP] };
const ON_POSITION: Placement = { kind: "on_position", positionId: positionId("90"), orders: [TARGET, STOP] };
const CLOSE: Placement = {
  kind: "on_position",
  positionId: positionId("90"),
  orders: [{ ...MARKET_ORDER, side: "sell", quantity: decimal("4000") }],
};

const single = (order: PricedOrder): Placement => ({ kind: "single", order });

describe("the body of a placement", () => {
  const bodies: readonly (readonly [string, Placement, unknown])[] = [
    ["a limit", single(BUY), ENTRY_BODY],
    [
      "a limit for a day",
      single({ ...BUY, duration: { kind: "day" } }),
      { ...ENTRY_BODY, OrderDuration: { DurationType: "DayOrder" } },
    ],
    [
      "a limit to a day of the exchange's calendar",
      single({ ...BUY, duration: { kind: "until_date", date: "2026-03-06" } }),
      {
        ...ENTRY_BODY,
        OrderDuration: {
          DurationType: "GoodTillDate",
          ExpirationDateTime: "2026-03-06",
          ExpirationDateContainsTime: false,
        },
      },
    ],
    ["a stop", single(STOP), STOP_BODY],
    [
      "a stop where the exchange triggers by trades",
      single(priced("stop", "110.5", { instrument: STOCK, details: EXCHANGE, quantity: decimal("10") })),
      {
        ...base("Sell", "ATB-STOP"),
        Uic: 211,
        AssetType: "Stock",
        Amount: 10,
        OrderType: "StopIfTraded",
        OrderPrice: 110.5,
        OrderDuration: GTC,
      },
    ],
    ["an entry with target and stop", ENTRY, { ...ENTRY_BODY, Orders: [TARGET_BODY, STOP_BODY] }],
    ["a pair", PAIR, { Orders: [TARGET_BODY, STOP_BODY] }],
    ["a stop on a working order", ON_ORDER, { OrderId: "70", Orders: [STOP_BODY] }],
    ["target and stop on an opening", ON_POSITION, { PositionId: "90", Orders: [TARGET_BODY, STOP_BODY] }],
    [
      "the closing of an opening",
      CLOSE,
      {
        PositionId: "90",
        Orders: [
          {
            ...base("Sell", "ATB-ABCDEFGH234567"),
            Amount: 4000,
            OrderType: "Market",
            OrderDuration: { DurationType: "DayOrder" },
          },
        ],
      },
    ],
  ];
  it.each(bodies)("of %s", async (_, placement, body) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { status: 401 });
    await broker.place(placement, ID);
    expect(saxo.received[0]?.body).toEqual(body);
  });
});

/** Kind and code; then each leg, with what became of it afterwards. */
function inShort(outcome: PlacementOutcome): string {
  const legs = "legs" in outcome ? `: ${(outcome.legs ?? []).map(legInShort).join(", ")}` : "";
  return headOf(outcome) + legs;
}

function headOf(outcome: PlacementOutcome): string {
  if (outcome.kind === "placed") return `placed ${outcome.orderId}`;
  if (outcome.kind === "rejected") return `rejected ${outcome.code}`;
  const id = outcome.kind === "unknown" && outcome.orderId !== undefined ? ` ${outcome.orderId}` : "";
  return `${outcome.kind} ${outcome.cause.code}${id}`;
}

function legInShort(leg: LegOutcome): string {
  if (leg.kind === "unknown") return "?";
  if (leg.kind === "rejected") return leg.code;
  return leg.orderId + (leg.cancellation === undefined ? "" : ` cancellation ${leg.cancellation.kind}`);
}

const error = (code: string) => ({ ErrorInfo: { ErrorCode: code } });
const DRAGGED = error("OrderNotPlaced");
const row = (id: string, reference: string) => ({ OrderId: id, ExternalReference: reference });

describe("the answer to orders that hang together", () => {
  const outcomes: readonly (readonly [string, Placement, Answer, string])[] = [
    [
      "an entry with both children",
      ENTRY,
      { body: { OrderId: "1", Orders: [{ OrderId: "2" }, { OrderId: "3" }] } },
      "placed 1: 1, 2, 3",
    ],
    [
      "children that say which they are, in another order",
      ENTRY,
      { body: { OrderId: "1", Orders: [row("3", "ATB-STOP"), row("2", "ATB-LIMIT")] } },
      "placed 1: 1, 2, 3",
    ],
    [
      "a pair that says which is which, in another order",
      PAIR,
      { body: { Orders: [row("3", "ATB-STOP"), row("2", "ATB-LIMIT")] } },
      "placed 2: 2, 3",
    ],
    [
      "children that all carry the reference of their entry",
      ENTRY,
      { body: { OrderId: "1", Orders: [row("2", "ATB-ENTRY"), row("3", "ATB-ENTRY")] } },
      "placed 1: 1, 2, 3",
    ],
    [
      "a stop at the place of its missing target",
      ENTRY,
      { body: { OrderId: "1", Orders: [row("3", "ATB-STOP")] } },
      "unknown OUTCOME_UNCERTAIN 1: 1, ?, 3",
    ],
    ["a pair", PAIR, { body: { Orders: [{ OrderId: "2" }, { OrderId: "3" }] } }, "placed 2: 2, 3"],
    [
      "a stop on a working order",
      ON_ORDER,
      { body: { OrderId: "70", Orders: [{ OrderId: "71" }] } },
      "placed 71: 71",
    ],
    ["the closing of an opening", CLOSE, { body: { Orders: [{ OrderId: "91" }] } }, "placed 91: 91"],
    [
      "a wrong child, which drags the others down",
      ENTRY,
      { status: 400, body: { ...DRAGGED, Orders: [error("WrongSideOfRelatedOrder"), DRAGGED] } },
      "rejected WrongSideOfRelatedOrder: OrderNotPlaced, WrongSideOfRelatedOrder, OrderNotPlaced",
    ],
    [
      "a child too far away, whose code the root repeats",
      ENTRY,
      {
        status: 400,
        body: { ...error("TooFarFromEntryOrder"), Orders: [DRAGGED, error("TooFarFromEntryOrder")] },
      },
      "rejected TooFarFromEntryOrder: TooFarFromEntryOrder, OrderNotPlaced, TooFarFromEntryOrder",
    ],
    [
      "a flat refusal beside the legs",
      ENTRY,
      { status: 400, body: { ErrorCode: "InvalidModelState", Orders: [DRAGGED, DRAGGED] } },
      "rejected InvalidModelState: ?, OrderNotPlaced, OrderNotPlaced",
    ],
    [
      "a refusal of the working order alone",
      ON_ORDER,
      { status: 400, body: { OrderId: "70", Orders: [error("TooCloseToMarket")] } },
      "rejected TooCloseToMarket: TooCloseToMarket",
    ],
    [
      "a missing row",
      ENTRY,
      { body: { OrderId: "1", Orders: [{ OrderId: "2" }] } },
      "unknown OUTCOME_UNCERTAIN 1: 1, 2, ?",
    ],
    ["a closing without any row", CLOSE, { body: { OrderId: "90" } }, "unknown OUTCOME_UNCERTAIN: ?"],
    [
      "an order that may still be confirmed",
      PAIR,
      {
        status: 202,
        body: { Orders: [{ OrderId: "2", ...error("TradeNotCompleted") }, error("OrderCommandPending")] },
      },
      "unknown OUTCOME_UNCERTAIN 2: 2, ?",
    ],
    ["a 409", ENTRY, { status: 409 }, "unknown DUPLICATE_REQUEST"],
    ["HTML", ENTRY, { status: 503, text: "<html>", contentType: "text/html" }, "unknown BROKER_UNREACHABLE"],
  ];
  it.each(outcomes)("%s", async (_, placement, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, answer);
    expect(inShort(await broker.place(placement, ID))).toBe(expected);
    expect(saxo.received.length).toBe(1);
  });
});

describe("orders of which only some were accepted", () => {
  const HALF = {
    status: 400,
    body: { OrderId: "1", Orders: [{ OrderId: "2" }, error("TooFarFromEntryOrder")] },
  };

  it("an entry without its stop is cancelled at once, with the child that lives", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, HALF);
    saxo.on("DELETE", `${ORDERS}/1,2`, { body: { Orders: [{ OrderId: "1" }, error("OrderNotFound")] } });
    expect(inShort(await broker.place(ENTRY, ID))).toBe(
      "unknown PARTLY_ACCEPTED 1: 1 cancellation requested, 2 cancellation refused, TooFarFromEntryOrder",
    );
    expect(saxo.received.map(({ method, headers }) => [method, headers["x-request-id"]])).toEqual([
      ["POST", "intended-1"],
      ["DELETE", "generated-1"],
    ]);
  });

  it("what is known of them is told also when the cancellation does not get through", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, HALF);
    saxo.on("DELETE", `${ORDERS}/1,2`, { status: 401 });
    expect(inShort(await broker.place(ENTRY, ID))).toBe(
      "unknown PARTLY_ACCEPTED 1: 1 cancellation unknown, 2 cancellation unknown, TooFarFromEntryOrder",
    );
  });

  it("half of a pair is cancelled: nothing would cancel it any more", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { body: { Orders: [{ OrderId: "2" }, error("TooCloseToMarket")] } });
    saxo.on("DELETE", `${ORDERS}/2`, { text: "" });
    expect(inShort(await broker.place(PAIR, ID))).toBe(
      "unknown PARTLY_ACCEPTED 2: 2 cancellation requested, TooCloseToMarket",
    );
  });

  it("a stop on an opening is kept where its target was refused: one protects better than none", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { body: { Orders: [error("TooFarFromMarket"), { OrderId: "3" }] } });
    expect(inShort(await broker.place(ON_POSITION, ID))).toBe(
      "unknown PARTLY_ACCEPTED 3: TooFarFromMarket, 3",
    );
    expect(saxo.received.length).toBe(1);
  });
});

describe("an order that the broker would refuse", () => {
  const refused: readonly (readonly [string, Placement, string])[] = [
    [
      "a stop the instrument does not take",
      single({ ...STOP, details: { ...DETAILS, supportedOrderTypes: ["Limit"] } }),
      "takes Limit, not Stop",
    ],
    [
      "a price between two ticks",
      single({ ...BUY, price: decimal("1.15005") }),
      '"1.15005" is not a multiple of the tick',
    ],
    [
      "a stop between two of its finer ticks",
      single({ ...STOP, price: decimal("1.14007") }),
      '"1.14007" is not a multiple of the tick',
    ],
    [
      "a duration that is not for its type",
      single({ ...STOP, duration: { kind: "until_date", date: "2026-03-06" } }),
      "it may last DayOrder, GoodTillCancel, not GoodTillDate",
    ],
    [
      "a day that is none",
      single({ ...BUY, duration: { kind: "until_date", date: "6.3.2026" } }),
      "not written like",
    ],
    ["a quantity below the minimum", single({ ...BUY, quantity: decimal("999") }), '"999" is below minimum'],
    [
      "a child on the side of its entry",
      { kind: "entry", entry: BUY, children: [{ ...STOP, side: "buy" }] },
      "on the other side",
    ],
    ["two children of a kind", { kind: "entry", entry: BUY, children: [STOP, STOP] }, "at most one stop"],
    ["nothing at all", { kind: "on_order", orderId: orderId("70"), orders: [] }, "one or two, not 0"],
  ];
  it.each(refused)("is not sent: %s", async (_, placement, words) => {
    const { saxo, broker } = await saxoWorld();
    for (const call of [broker.place(placement, ID), broker.precheck(placement, ID)]) {
      const failure = await failureOf(call);
      expect(failure).toMatchObject({ code: "ORDER_AGAINST_RULES", exit: "configuration" });
      expect(failure.message).toContain(words);
    }
    expect(saxo.received).toEqual([]);
  });

  it("is sent where the broker publishes no tick: then it alone can tell", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { body: { OrderId: "1" } });
    const details = { ...DETAILS, pricing: { ...DETAILS.pricing, ticks: {} } };
    const order = { ...BUY, price: decimal("1.150055"), details };
    expect(inShort(await broker.place(single(order), ID))).toBe("placed 1");
  });
});

describe("changing an order", () => {
  const change = { orderId: orderId("70"), order: { ...BUY, price: decimal("1.149") } };

  it("sends the whole order, and its children with their ids", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("PATCH", ORDERS, { body: { OrderId: "70", Orders: [{ OrderId: "71" }] } });
    const children = [{ orderId: orderId("71"), order: STOP }];
    expect(await broker.change({ ...change, children }, ID)).toEqual({ kind: "requested" });
    expect(saxo.received[0]).toMatchObject({
      method: "PATCH",
      body: { ...ENTRY_BODY, OrderPrice: 1.149, OrderId: "70", Orders: [{ ...STOP_BODY, OrderId: "71" }] },
      headers: { "x-request-id": "intended-1" },
    });
  });

  const outcomes: readonly (readonly [string, Answer, object])[] = [
    [
      "a refusal",
      { status: 400, body: error("IllegalOrderTypeChange") },
      { kind: "refused", code: "IllegalOrderTypeChange" },
    ],
    [
      "a refusal as a success",
      { body: error("TooLateToChangeOrder") },
      { kind: "refused", code: "TooLateToChangeOrder" },
    ],
    [
      "a refused child",
      { body: { OrderId: "70", Orders: [error("TooFarFromEntryOrder")] } },
      { kind: "refused", code: "TooFarFromEntryOrder" },
    ],
    [
      "an order that is gone",
      { status: 404, body: error("OrderNotFound") },
      { kind: "refused", code: "OrderNotFound" },
    ],
    [
      "a bare 404",
      { status: 404, text: "" },
      { kind: "unknown", cause: expect.objectContaining({ code: "BROKER_CONTRACT_BROKEN" }) as unknown },
    ],
    [
      "a 409",
      { status: 409 },
      { kind: "unknown", cause: expect.objectContaining({ code: "DUPLICATE_REQUEST" }) as unknown },
    ],
    [
      "a cut connection",
      "drop",
      { kind: "unknown", cause: expect.objectContaining({ code: "BROKER_UNREACHABLE" }) as unknown },
    ],
  ];
  it.each(outcomes)("reads %s", async (_, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("PATCH", ORDERS, answer);
    expect(await broker.change(change, ID)).toMatchObject(expected);
    expect(saxo.received.length).toBe(1);
  });

  it("does not send what breaks a rule", async () => {
    const { saxo, broker } = await saxoWorld();
    const order = { ...BUY, price: decimal("1.14903") };
    expect(await failureOf(broker.change({ ...change, order }, ID))).toMatchObject({
      code: "ORDER_AGAINST_RULES",
    });
    expect(saxo.received).toEqual([]);
  });
});

describe("openings", () => {
  const row = (id: string, changes: object) => ({
    NetPositionId: "EURUSD__FxSpot",
    PositionId: id,
    PositionBase: { AccountId: ACCOUNT.accountId, Amount: 10000.0, AssetType: "FxSpot", Uic: 21, ...changes },
  });

  it("are read with the order that opened them", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/positions", {
      body: {
        Data: [
          row("90", {
            CanBeClosed: true,
            IsForceOpen: true,
            Status: "Open",
            OpenPrice: 1.15,
            ExecutionTimeOpen: "2026-03-04T09:15:02.345678Z",
            SourceOrderId: "70",
            ExternalReference: "ATB-ENTRY",
            RelatedOpenOrders: [{ OrderId: "71", OrderPrice: 1.14 }],
          }),
          row("91", { Amount: -4000, CanBeClosed: false, Status: "Closing", RelatedOpenOrders: "none" }),
          row("92", {}),
          row("93", { AccountId: "another" }),
        ],
      },
    });
    const positions = await broker.readPositions(ACCOUNT);
    const bare = { instrumentId: "FxSpot:21", isForceOpen: false, relatedOrderIds: [] };
    expect(positions).toEqual([
      {
        positionId: "90",
        instrumentId: "FxSpot:21",
        quantity: decimal("10000"),
        status: "Open",
        canBeClosed: true,
        isForceOpen: true,
        openPrice: decimal("1.15"),
        openedAt: Date.parse("2026-03-04T09:15:02.345Z"),
        sourceOrderId: "70",
        externalReference: "ATB-ENTRY",
        relatedOrderIds: ["71"],
      },
      { ...bare, positionId: "91", quantity: decimal("-4000"), status: "Closing", canBeClosed: false },
      { ...bare, positionId: "92", quantity: decimal("10000"), status: "Open", canBeClosed: true },
    ]);
  });

  it.each([
    ["a bare array", []],
    ["an empty list", { Data: [] }],
  ])("that were closed: %s means none", async (_, body) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/closedpositions", { body });
    expect(await broker.readClosedPositions(ACCOUNT)).toEqual([]);
  });
});

describe("orders that hang together, as they are listed", () => {
  const order = (id: string, changes: object) => ({
    OrderId: id,
    AssetType: "FxSpot",
    Uic: 21,
    BuySell: "Buy",
    Amount: 10000,
    Status: "Working",
    OpenOrderType: "Limit",
    ...changes,
  });
  const CHILDREN = [
    {
      OrderId: "71",
      OpenOrderType: "Stop",
      OrderPrice: 1.14,
      Amount: 10000,
      Duration: GTC,
      Status: "NotWorking",
    },
  ];

  it("shows a child that is listed within its entry alone", async () => {
    const { saxo, broker } = await saxoWorld();
    const entry = order("70", { OrderRelation: "IfDoneMaster", Price: 1.15, RelatedOpenOrders: CHILDREN });
    saxo.on("GET", "/port/v1/orders", { body: { Data: [entry, entry] } });
    expect(await broker.readOpenOrders(ACCOUNT)).toMatchObject([
      { orderId: "70", relation: "IfDoneMaster", relatedOrderIds: ["71"], side: "buy" },
      {
        orderId: "71",
        relation: "IfDoneSlave",
        relatedOrderIds: ["70"],
        side: "sell",
        orderType: "Stop",
        price: decimal("1.14"),
        durationType: "GoodTillCancel",
        status: "NotWorking",
      },
    ]);
  });

  it("shows a child once that is listed for itself as well", async () => {
    const { saxo, broker } = await saxoWorld();
    const entry = order("70", { OrderRelation: "IfDoneMaster", RelatedOpenOrders: CHILDREN });
    const child = order("71", { OrderRelation: "IfDoneSlave", BuySell: "Sell", Status: "NotWorking" });
    saxo.on("GET", "/port/v1/orders", { body: { Data: [entry, child] } });
    const orders = await broker.readOpenOrders(ACCOUNT);
    expect(
      orders.map(({ orderId: id, relation, relatedOrderIds }) => [id, relation, relatedOrderIds]),
    ).toEqual([
      ["70", "IfDoneMaster", ["71"]],
      ["71", "IfDoneSlave", ["70"]],
    ]);
  });

  it("lets a pair name each other", async () => {
    const { saxo, broker } = await saxoWorld();
    const leg = (id: string, other: string) =>
      order(id, { OrderRelation: "Oco", BuySell: "Sell", RelatedOpenOrders: [{ OrderId: other }] });
    saxo.on("GET", "/port/v1/orders", { body: { Data: [leg("71", "72"), leg("72", "71")] } });
    const orders = await broker.readOpenOrders(ACCOUNT);
    expect(orders.map(({ orderId: id, relatedOrderIds }) => [id, relatedOrderIds])).toEqual([
      ["71", ["72"]],
      ["72", ["71"]],
    ]);
  });
});
