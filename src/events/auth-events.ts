import { event } from "./event.ts";

/** The login and its renewal. Tokens are in none of these lines. */
export const AUTH_EVENTS = {
  auth_login_made: event("info", "auth", "Somebody has logged in, and the login was written down."),
  auth_login_removed: event("info", "auth", "Somebody has removed the login."),
  auth_token_refresh_begin: event("info", "auth", "Asking the broker for the next pair of tokens.", {
    required: ["reason"],
  }),
  auth_token_refresh_success: event("info", "auth", "The login was renewed and written down.", {
    required: ["duration_ms", "renewal_due_at", "login_expires_at"],
  }),
  auth_token_refresh_failure: event(
    "error",
    "auth",
    "The login could not be renewed, or there is none that could be.",
    { required: ["failure_reason", "detail"], optional: ["hint"] },
  ),
  auth_login_unsaved: event(
    "error",
    "auth",
    "The renewed login could not be written down: it ends with this process, and the one in the file is used up.",
    { required: ["detail"], optional: ["hint"] },
  ),
} as const;
