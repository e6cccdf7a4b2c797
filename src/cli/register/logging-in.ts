import type { RefreshOptions } from "../commands/auth.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands about the login at Saxo. */
export function registerLoggingIn({ program, run }: Commands): void {
  const login = program
    .command("login")
    .description(
      "log in at Saxo in the browser and keep the login for every cycle; says whom it speaks for and which account orders go to",
    )
    .option(
      "--no-browser",
      "print the address, and take back the one the browser ends at: for a machine without a browser",
    )
    .action(async (options: { browser: boolean }) => {
      const { runLogin } = await import("../commands/login.ts");
      await run(false, (input) => runLogin(input, options));
    });
  addExamples(login, {
    "tradebot login": "open the browser, and wait for it to come back to SAXO_REDIRECT_URI",
    "tradebot login --no-browser": "over ssh: log in elsewhere, and paste the address here",
    "tradebot login --config prod": "the login of another configuration",
  });

  const logout = program
    .command("logout")
    .description("forget the login: remove the file that keeps it")
    .action(async () => {
      const { runLogout } = await import("../commands/logout.ts");
      await run(false, runLogout);
    });
  addExamples(logout, {
    "tradebot logout": "before the machine changes hands, or to log in as somebody else",
  });

  const auth = program.command("auth").description("show or renew the login");
  const status = auth
    .command("status")
    .description(
      "show how requests are authorised and what is left of the login, never a token; exit 77 when only `tradebot login` helps",
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runAuthStatus } = await import("../commands/auth.ts");
      await run(json, runAuthStatus);
    });
  addExamples(status, {
    "tradebot auth status": "until when the login lasts, and when it is renewed next",
    "tradebot auth status --json": "the same for programs",
  });
  const refresh = auth
    .command("refresh")
    .description("renew the login now; exit 77 when the broker does not, and only `tradebot login` helps")
    .option("--if-due", "only when it would end its time before the schedule looks again; for the schedule")
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: RefreshOptions & { json?: boolean }) => {
      const { runAuthRefresh } = await import("../commands/auth.ts");
      await run(json, (input) => runAuthRefresh(input, options));
    });
  const session = auth
    .command("session")
    .description("show the trade level of the login's session, on which the prices of exchanges depend")
    .option(
      "--full",
      "raise it to FullTradingAndChat first; demotes the user's other sessions, such as SaxoTraderGO, and is lost to the next of them",
    )
    .option(...JSON_OPTION)
    .action(async ({ full, json }: { full?: true; json?: boolean }) => {
      const { runAuthSession } = await import("../commands/auth-session.ts");
      await run(json, (input) => runAuthSession(input, { full: full ?? false }));
    });
  addExamples(session, {
    "tradebot auth session": "OrdersOnly is enough to place orders",
    "tradebot auth session --full": "for prices of exchanges in time; needs a subscription to them as well",
  });
  addExamples(refresh, {
    "tradebot auth refresh": "see that the login can be renewed",
    "tradebot auth refresh --if-due": "what the schedule starts every ten minutes",
  });
}
