"""A client of Saxo's OpenAPI in plain Python, written from Saxo's documents alone: it knows nothing of what answers it.

Reads from stdin where to go and as whom, prints a line for each step, and ends with an error at the first surprise.
"""

import base64
import hashlib
import json
import re
import secrets
import sys
import time
import uuid
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import requests

PLACE = json.load(sys.stdin)  # rest, auth, redirect, code_key, code_secret, pkce_key, seconds_between_orders
PAUSE = PLACE["seconds_between_orders"]
FX = {"Uic": 21, "AssetType": "FxSpot"}
GOOD_TILL_CANCEL = {"DurationType": "GoodTillCancel"}
DAY = {"DurationType": "DayOrder"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z")


class Form(HTMLParser):
    """The first form of a page, with its first button pressed."""

    def __init__(self, html):
        super().__init__()
        self.action, self.method, self.fields, self.pressed = "", "get", {}, False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        is_button = tag == "button" or given.get("type") == "submit"
        if tag == "form":
            self.action, self.method = given.get("action") or "", given.get("method", "get").lower()
        elif tag in ("input", "button") and given.get("name") and not (is_button and self.pressed):
            self.fields[given["name"]] = given.get("value") or ""
            self.pressed = self.pressed or is_button


def said(step, *facts):
    print(step, *facts, flush=True)


def let_in(client_id, **more):
    """The code that the sign-in page sends to the redirect address."""
    state = secrets.token_urlsafe(16)
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": PLACE["redirect"], "state": state, **more}
    browser = requests.Session()
    page = browser.get(f"{PLACE['auth']}/authorize?{urlencode(asked)}")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"), page.status_code
    form = Form(page.text)
    assert form.method == "post", form.method
    sent = browser.post(urljoin(page.url, form.action), data=form.fields, allow_redirects=False)
    assert sent.status_code in (302, 303), (sent.status_code, sent.text)
    assert sent.headers["Location"].startswith(PLACE["redirect"]), sent.headers["Location"]
    back = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
    assert back["state"] == state, back
    return back["code"]


def token(form, login=None):
    return requests.post(f"{PLACE['auth']}/token", data=form, auth=login)


def pair_of(answer):
    assert answer.status_code in (200, 201), (answer.status_code, answer.text)
    pair = answer.json()
    assert pair["token_type"] == "Bearer" and pair["expires_in"] > 0 and pair["refresh_token_expires_in"] > 0, pair
    claims = pair["access_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["uid"], "no user key in the token"
    return pair


def log_in_with_secret():
    login = (PLACE["code_key"], PLACE["code_secret"])
    grant = {"grant_type": "authorization_code", "code": let_in(login[0]), "redirect_uri": PLACE["redirect"]}
    pair = pair_of(token(grant, login))
    assert "error" in token(grant, login).json(), "a code worked twice"
    renewal = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    renewed = pair_of(token(renewal, login))
    assert renewed["refresh_token"] != pair["refresh_token"], "the refresh token stayed the same"
    assert token(renewal, login).status_code in (400, 401), "a refresh token worked twice"
    return renewed["access_token"]


def log_in_with_pkce():
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    code = let_in(PLACE["pkce_key"], code_challenge=challenge, code_challenge_method="S256")
    proof = {"client_id": PLACE["pkce_key"], "redirect_uri": PLACE["redirect"], "code_verifier": verifier}
    pair = pair_of(token({"grant_type": "authorization_code", "code": code, **proof}))
    renewal = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    wrong = token({**renewal, **proof, "code_verifier": "x" * 64})
    assert wrong.status_code in (400, 401) and "error" in wrong.json(), wrong.text
    return pair_of(token({**renewal, **proof}))["access_token"]


saxo = requests.Session()


def call(method, path, expected=200, request_id=None, **more):
    headers = {"X-Request-ID": request_id} if request_id else {}
    answer = saxo.request(method, f"{PLACE['rest']}{path}", headers=headers, **more)
    assert answer.status_code == expected, (method, path, answer.status_code, answer.text)
    assert answer.headers["X-Correlation"].count("#") == 3, answer.headers
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    return answer.json() if is_json else answer


def get(path, expected=200, **parameters):
    return call("GET", path, expected, params=parameters)


def order_call(method, path="", expected=200, request_id=None, **more):
    time.sleep(PAUSE)  # one order write a second
    return call(method, f"/trade/v2/orders{path}", expected, request_id or str(uuid.uuid4()), **more)


said("diagnostics", requests.get(f"{PLACE['rest']}/root/v1/diagnostics/get").status_code)
refused = requests.get(f"{PLACE['rest']}/port/v1/users/me")
assert refused.status_code == 401 and refused.text == "", (refused.status_code, refused.text)
said("no token", 401)

said("login by PKCE", bool(log_in_with_pkce()))
saxo.headers["Authorization"] = f"Bearer {log_in_with_secret()}"
said("login with a secret", True)

user, client = get("/port/v1/users/me"), get("/port/v1/clients/me")
assert user["ClientKey"] == client["ClientKey"] and user["MarketDataViaOpenApiTermsAccepted"] is True, user
netting = client["PositionNettingProfile"]
assert netting in ("FifoEndOfDay", "FifoRealTime", "AverageRealTime"), netting
account = next(row for row in get("/port/v1/accounts/me")["Data"] if row["AccountKey"] == client["DefaultAccountKey"])
mine = {"AccountKey": account["AccountKey"]}
assert get(f"/port/v1/accounts/{quote(account['AccountKey'], safe='')}") == account
assert get("/root/v1/sessions/capabilities")["TradeLevel"] in ("OrdersOnly", "FullTradingAndChat")
assert get("/root/v1/user")["AccessRights"]["CanTrade"] is True
assert isinstance(get("/root/v1/features/availability"), list)
said("accounts", netting, account["Currency"])


def pages(path, **parameters):
    answer = get(path, **parameters)
    while True:
        yield from answer["Data"]
        if "__next" not in answer:
            return
        further = saxo.get(urljoin(f"{PLACE['rest']}/", answer["__next"]))
        assert further.status_code == 200, further.status_code
        answer = further.json()


found = list(pages("/ref/v1/instruments", AssetTypes="FxSpot", **{"$top": 1}))
assert len(found) > 1 and get("/ref/v1/instruments", Keywords="eurusd")["Data"], found
assert [row["Identifier"] for row in found if row["Symbol"] == "EURUSD"] == [21], found
assert get("/ref/v1/instruments", 400)["ErrorCode"] == "NoSearchCriteriaProvided"
said("instruments", len(found))

details = get("/ref/v1/instruments/details/21/FxSpot", FieldGroups="OrderSetting,SupportedOrderTypeSettings")
assert {"Market", "Limit", "Stop"} <= set(details["SupportedOrderTypes"]), details
assert account["AccountId"] in details["TradableOn"], details["TradableOn"]
tick, least = details.get("TickSizeLimitOrder", details["TickSize"]), details["MinimumTradeSize"]
listed = get("/ref/v1/instruments/details", Uics="21,211")["Data"]
assert {(row["Uic"], row["AssetType"]) for row in listed} >= {(21, "FxSpot"), (211, "Stock")}, listed
sessions = get("/ref/v1/instruments/tradingschedule/21/FxSpot")["Sessions"]
assert all(one["EndTime"] == other["StartTime"] for one, other in zip(sessions, sessions[1:])), sessions
assert get("/ref/v1/exchanges/NASDAQ")["ExchangeId"] == "NASDAQ"
said("details", tick, least)

quote_row = get("/trade/v1/infoprices", **FX, FieldGroups="Quote,InstrumentPriceDetails,DisplayAndFormat")
bid, ask = quote_row["Quote"]["Bid"], quote_row["Quote"]["Ask"]
assert 0 < bid < ask and quote_row["InstrumentPriceDetails"]["IsMarketOpen"] is True, quote_row
assert TIME.fullmatch(quote_row["LastUpdated"]) and quote_row["DisplayAndFormat"]["Symbol"] == "EURUSD", quote_row
assert [row["Uic"] for row in get("/trade/v1/infoprices/list", Uics="21,31", AssetType="FxSpot")["Data"]] == [21, 31]
assert get("/trade/v1/infoprices/list", 400, Uics="21,21", AssetType="FxSpot")["ErrorCode"] == "UicsInListNotUnique"
said("prices", bid < ask)

bars = get("/chart/v3/charts", **FX, Horizon=60, Count=10)["Data"]
times = [bar["Time"] for bar in bars]
assert len(bars) == 10 and times == sorted(times) and all(map(TIME.fullmatch, times)), times
assert all(bar["LowBid"] <= min(bar["OpenBid"], bar["CloseBid"]) and bar["CloseBid"] < bar["CloseAsk"] for bar in bars)
older = get("/chart/v3/charts", **FX, Horizon=60, Count=5, Mode="UpTo", Time=times[0])["Data"]
assert older[-1]["Time"] == times[0] and older[0]["Time"] < times[0], older
get("/chart/v3/charts", 400, **FX, Horizon=7)
said("charts", len(bars) + len(older) - 1)


def ticks(price):
    return round(round(price / tick) * tick, 10)


def leg(side, kind, price=None, **more):
    priced = {} if price is None else {"OrderPrice": ticks(price)}
    lasting = DAY if price is None else GOOD_TILL_CANCEL
    amount = {"Amount": 10 * least, "BuySell": side, "OrderType": kind, "OrderDuration": lasting}
    return {**mine, **FX, **amount, **priced, "ManualOrder": False, **more}


children = [leg("Sell", "Limit", bid * 1.01), leg("Sell", "Stop", bid * 0.96)]
bracket = leg("Buy", "Limit", bid * 0.98, ExternalReference="plain-entry", Orders=children)
checked = order_call("POST", "/precheck", json={**bracket, "FieldGroups": ["Costs", "MarginImpactBuySell"]})
assert checked["PreCheckResult"] == "Ok" and "ErrorInfo" not in checked and "Cost" in checked, checked
assert "PreTradeDisclaimers" not in checked, checked
said("precheck", checked["PreCheckResult"])

request_id = str(uuid.uuid4())
placed = order_call("POST", request_id=request_id, json=bracket)
assert placed["ExternalReference"] == "plain-entry" and len(placed["Orders"]) == 2, placed
order_call("POST", "", 409, request_id, json=bracket)
said("order with related orders", len(placed["Orders"]))

entry = next(row for row in pages("/port/v1/orders/me") if row["OrderId"] == placed["OrderId"])
assert entry["OpenOrderType"] == "Limit" and entry["Status"] == "Working" and entry["Price"] == ticks(bid * 0.98), entry
assert entry["OrderRelation"] == "IfDoneMaster" and entry["Duration"] == GOOD_TILL_CANCEL, entry
hanging = {row["OrderId"]: row for row in entry["RelatedOpenOrders"]}
assert set(hanging) == {row["OrderId"] for row in placed["Orders"]}, entry
assert {row["Status"] for row in hanging.values()} == {"NotWorking"}, hanging
assert len(get("/port/v1/orders/me", Status="All")["Data"]) == 3
said("open orders", entry["OrderRelation"])

changed = order_call("PATCH", json={**bracket, "OrderId": placed["OrderId"], "OrderPrice": ticks(bid * 0.97), "Orders": []})
assert changed["OrderId"] == placed["OrderId"], changed
one = get(f"/port/v1/orders/{quote(client['ClientKey'], safe='')}/{placed['OrderId']}")["Data"]
assert one[0]["Price"] == ticks(bid * 0.97), one
said("change", one[0]["OrderId"] == placed["OrderId"])

cancelled = order_call("DELETE", f"/{placed['OrderId']}", params=mine)
assert cancelled["Orders"][0]["OrderId"] == placed["OrderId"] and "ErrorInfo" not in cancelled["Orders"][0], cancelled
assert get("/port/v1/orders/me", Status="All")["Data"] == [], "something of the bracket is still there"
said("cancel", len(cancelled["Orders"]))

too_little = order_call("POST", "", 400, json=leg("Buy", "Market", Amount=least / 10))
assert too_little["ErrorInfo"]["ErrorCode"] == "AmountBelowMinimumLotSize", too_little
no_multiple = order_call("POST", "", 400, json={**leg("Buy", "Limit", bid * 0.98), "OrderPrice": ticks(bid * 0.98) + tick / 3})
assert no_multiple["ErrorInfo"]["ErrorCode"] == "PriceNotInTickSizeIncrements", no_multiple
nonsense = order_call("POST", "", 400, json=leg("Buy", "Sideways"))
assert nonsense["ErrorCode"] == "InvalidModelState" and nonsense["ModelState"], nonsense
said("refusals", 3)

bought = order_call("POST", json=leg("Buy", "Market", ExternalReference="plain-market"))
hasty = call("POST", "/trade/v2/orders", 429, str(uuid.uuid4()), json=leg("Buy", "Market"))
assert hasty.headers["X-RateLimit-SessionOrders-Remaining"] == "0", hasty.headers
said("rate limit", 429)

position = next(
    row for row in pages("/port/v1/positions/me", FieldGroups="PositionBase,PositionView,DisplayAndFormat")
    if row["PositionBase"]["SourceOrderId"] == bought["OrderId"]
)
base, view = position["PositionBase"], position["PositionView"]
assert base["Amount"] == 10 * least and base["Status"] == "Open" and "MarketValue" not in view, position
assert base["ExternalReference"] == "plain-market" and position["NetPositionId"] == "EURUSD__FxSpot", position
net = get("/port/v1/netpositions/me")["Data"]
assert [row["NetPositionBase"]["Amount"] for row in net if row["NetPositionBase"]["Uic"] == 21] == [10 * least], net
balance = get("/port/v1/balances/me")
assert balance["MarginUsedByCurrentPositions"] < 0 and balance["OpenPositionsCount"] == 1, balance
said("positions", base["Amount"])

opposite = leg("Sell", "Market")
closing = {"PositionId": position["PositionId"], "Orders": [opposite]} if netting == "FifoEndOfDay" else opposite
order_call("POST", json=closing)
assert [row["NetPositionBase"]["Amount"] for row in get("/port/v1/netpositions/me")["Data"]] in ([], [0])
gone = get("/port/v1/closedpositions/me")["Data"]
assert [row["ClosedPosition"]["OpeningPositionId"] for row in gone] == [position["PositionId"]], gone
assert gone[0]["ClosedPosition"]["Amount"] == 10 * least and gone[0]["ClosedPosition"]["BuyOrSell"] == "Buy", gone
said("closed positions", len(gone))

for attempt in range(20):  # the log lags behind by some seconds
    log = list(pages("/cs/v1/audit/orderactivities", **mine, OrderId=bought["OrderId"], EntryType="All"))
    if any(row["Status"] == "FinalFill" for row in log):
        break
    time.sleep(PAUSE)
assert ("FinalFill", "Confirmed") in [(row["Status"], row["SubStatus"]) for row in log], log
assert [row["LogId"] for row in log] == sorted((row["LogId"] for row in log), key=int, reverse=log[0]["LogId"] > log[-1]["LogId"])
assert {row["ExternalReference"] for row in log} == {"plain-market"}, log
said("order activities", "FinalFill")
