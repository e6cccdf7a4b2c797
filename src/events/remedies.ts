import type { EventName } from "./catalogue.ts";

/**
 * What the operator does about each event that warns or reports an error; the troubleshooting page is made of it.
 * Where nothing needs to be done it says what the program does by itself, and from when on somebody should look.
 */
export const REMEDIES: Partial<Readonly<Record<EventName, string>>> = {
  startup_config_invalid:
    "Mend the setting it names, in the file and line it names; `tradebot config check` names every fault at once.",
  startup_live_unarmed:
    "Nothing is placed with real money until somebody agrees to it: the detail says what is missing, or which limit was loosened. Look at the limits, then `tradebot arm`; or write DRY_RUN=true to say that you know (how-to: going LIVE).",
  live_arming_made:
    "Nothing: somebody ran `tradebot arm`. If nobody did, `tradebot kill-switch on` and find out who uses this user's account.",
  live_arming_removed:
    "Nothing: somebody ran `tradebot disarm`, and LIVE only prechecks until it is armed again.",
  auth_token_refresh_failure:
    "With a hint that says `tradebot login`: log in, nothing else helps, and no cycle trades before. Otherwise nothing at once: the next start tries again while the login lasts; look at the network and Saxo's status page (how-to: a lost login).",
  auth_login_unsaved:
    "Give the disk room and the file SAXO_TOKEN_FILE its rights back at once. The run tries once more at its end and exits 74 if that fails too; then run `tradebot login` (how-to: a lost login).",
  startup_lock_recovered:
    "Nothing: the cycle before was killed, and this one has recovered what it left. If it comes back, look for a time-out or for memory running out in the scheduler's log.",
  startup_store_replaced:
    "The bot goes on with a new store, rebuilt from the broker's order log. Look at the disk, keep the file moved aside until `tradebot orders` and `tradebot positions` look right, or restore a backup (how-to: moving to another machine).",
  auth_rights_restricted:
    "The hint on the line says what to do about it; `tradebot doctor` checks it again. Until then the program does what is left: everything but what the reason blocks.",
  cycle_skip_lock_held:
    "Nothing when it happens now and then. If every start says so, the holder it names hangs: `tradebot status` shows since when; end that process and the next start takes over.",
  cycle_stop_requested:
    "Nothing: a signal or the deadline ended the cycle at a safe point. If it is the deadline again and again, the broker is slow or the watchlist too long: see CYCLE_TIMEOUT_SECONDS.",
  cycle_failed:
    "Look up its failure_reason and the exit code of the cycle; the hint on the line says what to do.",
  marketdata_fetch_partial:
    "The instruments that failed are named by `marketdata_instrument_failed`; the others were traded. `tradebot doctor` checks each instrument.",
  marketdata_fetch_failure:
    "Nothing was decided in this cycle. Look at the `http_error` lines before it, then run `tradebot doctor`.",
  marketdata_instrument_failed:
    "Once: nothing, the next cycle asks again. Always: the UIC or its asset type is wrong, or the account may not see this market; `tradebot doctor` tells which.",
  marketdata_symbol_unresolved:
    "The detail says what the broker lists instead. Find the instrument with `tradebot instruments search <words>` and write its AssetType:Uic on WATCHLIST. A symbol that was known before goes on being traded, unless it has come to mean another instrument (SYMBOL_CHANGED): then nothing is traded under it until you have written which one you mean; write both while something is held in the old one.",
  marketdata_left_to_next_cycle:
    "After a first start, or after midnight UTC, with a long watchlist: nothing, the following cycles fetch the rest. In most cycles: the broker gives 120 charts and 60 schedules a minute; shorten WATCHLIST, choose longer bars (BAR_MINUTES), start cycles more often or give them more time (CYCLE_TIMEOUT_SECONDS).",
  marketdata_bars_refused:
    "Once: nothing, the next cycle asks again. Always: compare the chart with the broker's own platform, and report it to the broker. As long as such a sample lies among the bars the strategy looks at, the instrument is not traded (BARS_UNUSABLE); older ones are left out.",
  marketdata_price_jumped:
    "Look in the broker's platform whether it was a split or a real move (how-to: a price jump). The bot trades the instrument again by itself when the broker has adjusted the older bars, or when the jump is older than the bars the strategy needs. Until then neither a buy nor a sell is sent: close the position by hand if you must.",
  marketdata_all_unusable:
    "Once: nothing, the next cycle looks again. After three cycles in a row `tradebot status --check` fails: `tradebot why <instrument>` explains each instrument, `tradebot doctor` asks the broker about it.",
  strategy_memory_forgotten:
    "Nothing, where the strategy's file was changed and its memory with it: raise its version then. Otherwise look at what it answers; `tradebot strategies check` tries it.",
  strategy_failed:
    "The detail says what it did. Mend the file and run `tradebot strategies check`; until then positions keep their stops, and nothing is bought or sold by the strategy (how-to: a strategy of your own).",
  strategy_signal_skipped_insufficient_data:
    "The instrument has fewer closed bars than the strategy needs. Wait, choose longer bars (BAR_MINUTES) or a shorter look-back.",
  execution_precheck_failed:
    "The broker would refuse the order, and its reason is on the line; nothing was sent. The account's rights, its cash or the order's size are the usual causes.",
  execution_disclaimer_required: "Nothing yet: what the policy makes of the disclaimers is the next line.",
  execution_disclaimer_blocked:
    "Read it with `tradebot disclaimers show <hash>`. With DISCLAIMER_POLICY=manual_review, `tradebot disclaimers accept <hash>` agrees to it; one that is blocking or wants a sentence typed is answered in the broker's own platform, or not at all.",
  execution_lots_missing:
    "Once: nothing, the next bar decides again. Always: openings of this instrument cannot be closed, or were closed by somebody else and opened anew; look at `tradebot positions` and at the broker's own platform.",
  execution_known_orders_awaited:
    "Nothing: the store is new, and for some seconds the broker's order log may lag behind. The cycle waits for it before it decides.",
  execution_cancel_refused:
    "Nothing at once: the records that are read next tell whether the order has ended. If it works on, the next cycle asks again; cancel it by hand in the broker's own platform if you must.",
  execution_exit_not_sent:
    "PROTECTION_WAS_FASTER: nothing, the stop or target has closed the position. PROTECTION_STILL_WORKS: the next decision tries again; if it comes back, cancel the stop and the target by hand in the broker's own platform.",
  execution_change_refused:
    "Nothing at once: the next cycle compares the order with the position again. If it comes back, change the order by hand in the broker's own platform.",
  execution_position_unprotected:
    "The reason says why. UNKNOWN_ORDER_PENDING, ORDER_UNDER_WAY or ORDER_NOT_SEEN: the next cycle looks again. NOT_ACCEPTED: the broker's words are on the lines before; where there are none, the market is so low that no price is left below it for a stop. TOO_SMALL: the broker takes no order for so little. NO_SUCH_ORDERS: the instrument has no stop orders. ORDER_NOT_KNOWN: an order of ours works there that this store does not know. ACCOUNT_NOT_SEEN: the broker did not answer. DRY_RUN or CYCLE_STOPPED: nothing is sent. KILL_SWITCH_ON or LIVE_UNARMED: no stop may be sent until you allow it (`tradebot kill-switch off`, `tradebot arm`). Until a cycle says nothing more of it, watch the position, or place a stop by hand in the broker's own platform.",
  execution_protection_too_large:
    "OWNER_UNCLEAR: the records disagree on how much of the position is ours, and nothing that may protect it is taken away before they agree. Otherwise the broker did not take the change or the end of an order, or has not shown it yet; its words are on the lines before. The next cycle tries again. If it comes back, change the stop and the target by hand in the broker's own platform to what we own, or cancel them.",
  execution_target_missing:
    "Nothing is at risk. To have the target as well, cancel the stop by hand in the broker's own platform: the next cycle places both.",
  execution_order_rejected:
    "The broker refused the order, and its reason is on the line; nothing was booked.",
  execution_order_dropped: "Nothing was sent, for the reason on the line; the next decision begins anew.",
  execution_order_unknown:
    "Do not send it again by hand. Each cycle looks for evidence; until then nothing is risked in the instrument. `tradebot reconcile` looks at once, `tradebot resolve <external_reference>` is the last resort (how-to: an unknown order).",
  execution_order_adopted:
    "Right after a lost store this is as it should be. Otherwise another installation trades the same account with the same settings: let only one of them run.",
  execution_position_adopted:
    "Compare `tradebot positions` with the broker's own platform: what was adopted is sold when the strategy leaves the instrument.",
  execution_order_appeared:
    "The bot goes on with the order as with any other of its own. It may have bought twice meanwhile, for this bar and a later one: look at `tradebot positions`, and close by hand what is too much. Tell the broker how late its order log was.",
  execution_position_stranded:
    "Close the position by hand in the broker's own platform: the broker takes no order as small as what is held, so the bot cannot. A buy that was filled in part leaves such a rest.",
  execution_position_differs:
    "Nothing at once: the next cycles look again; the records are put right when the broker tells who has sold it, or when it has lasted five minutes. If it stays, run `tradebot reconcile`, and compare `tradebot positions` with the broker's own platform.",
  strategy_result_begun_anew:
    "If MAX_DRAWDOWN_PCT or MAX_CONSECUTIVE_LOSSES had stopped the purchases, nothing stops them now: look at how it has gone in the broker's own platform, and turn the kill switch on where it should stay so. A backup of the store brings the result back.",
  execution_order_resolved:
    "Nothing: somebody ran `tradebot resolve <external_reference>`. If nobody did, find out who uses this user's account, and compare `tradebot positions` with the broker's own platform.",
  execution_position_adjusted:
    "Nothing, if somebody closed the position by hand: the bot counts the rest as its own, and never sells what is bought by hand later. Otherwise look in the broker's own platform for what closed it.",
  execution_cash_differs:
    "Nothing, if money was paid in or out, or a dividend came: the next cycle goes on from the new figures. Otherwise look at the account's statement in the broker's own platform.",
  killswitch_turned_on:
    "Nothing: somebody ran `tradebot kill-switch on`. If nobody did, find out who uses this user's account, and why.",
  killswitch_turned_off:
    "Nothing: somebody ran `tradebot kill-switch off`. If nobody did, turn it on again and find out who uses this user's account.",
  killswitch_active:
    "Orders are held back because a person wanted it: the detail says who, since when and why. When the reason is gone, `tradebot kill-switch off` (how-to: the kill switch).",
  http_error:
    "Single ones are retried where that is safe. Many of them: `http_status` and `error_code` say whether it is the network, the token (401) or the broker's limits (429).",
  http_row_left_out:
    "An order that the bot did not make counts nowhere, because the broker describes it in a way the bot does not know: look at it in the broker's own platform, and report the line, so that it can be learnt.",
  http_clock_differs:
    "Let the clock of this machine follow a time server (NTP): the age of a quote and the search for orders are judged by both clocks. `tradebot status --check` fails until a cycle finds them together again.",
  report_write_failed:
    "Look at the file or directory it names: its disk, its rights, whether it is there. The cycle itself is not affected; whoever reads the report is.",
  report_store_begun_anew:
    "Nothing after `tradebot maintenance restore <file>`. Otherwise the old store was lost: compare `tradebot positions` with the broker's platform, and see `tradebot maintenance storage` for what was moved aside.",
  report_status_damaged:
    "Nothing: the next run writes the file anew, with its counters at zero. If it comes back, look at the disk, and for another program that writes there.",
  maintenance_cleanup_failed:
    "The next cycle tries again; nothing is lost, the store and its backups grow. `STORE_UNWRITABLE`: look at the disk. `BUG`: report it with the line.",
  maintenance_store_restored:
    "Nothing: somebody ran `tradebot maintenance restore <file>`. If nobody did, find out who uses this user's account. The earlier store is where `replaced_path` says.",
  maintenance_reset_done:
    "Nothing: somebody ran `tradebot maintenance reset`, and `targets` says for what. If nobody did, find out who uses this user's account, and restore a backup.",
  log_write_failed:
    "Free the disk or give the log directory back its rights. Until then the lines go to stderr alone and no order is sent.",
  log_cleanup_failed:
    "Let the user that runs tradebot remove files in the log directory, or remove the old ones yourself. Nothing is lost; the directory grows.",
  notify_webhook_failed:
    "The message waits and every later run tries again; one that was refused for good is tried each hour, after a day each day, and given up after a week. `NOT_CONNECTED` or `TIMED_OUT`: the receiver or the way to it is down. `HTTP_404` or `HTTP_410`: SCHEDULER_WEBHOOK_URL is out of date. `HTTP_3..`: write the address it leads to, redirects are not followed. `CERTIFICATE_NOT_TRUSTED`: renew the receiver's certificate, or name your own authority's file in NODE_EXTRA_CA_CERTS.",
  notify_webhook_dropped:
    "The receiver refused the message for a week, or more than a hundred were waiting: mend it, or correct SCHEDULER_WEBHOOK_URL, and try with `tradebot doctor --notify-test`.",
  notify_record_unusable:
    "People are told all the same, each hour while the trouble lasts, and not when it is over. Give the state directory back its rights or its room; a damaged `incidents.json` is begun anew by itself.",
  notify_ping_failed:
    "Nothing when it happens now and then. If every run says so, correct HEALTHCHECK_PING_URL: the dead man's switch is about to raise an alarm.",
  unexpected_exception:
    "A bug: the next cycle recovers by itself. Report it with the line and its stack, which hold no secrets.",
  execution_stray_cancel_refused:
    "Run the command again, or cancel the order in the broker's own platform: it is not one that this store knows.",
};
