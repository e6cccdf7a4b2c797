import type { Answer } from "../server/answer.ts";
import type { Environment } from "../server/session.ts";

interface LoginPage {
  readonly appKey: string;
  readonly environment: Environment;
  readonly userId: string;
  readonly complaint: string | undefined;
}

/** There is nothing to protect, and so no password: whoever reaches this page on the loopback interface may sign in. */
export const loginPage = ({ appKey, environment, userId, complaint }: LoginPage): Answer =>
  html(
    200,
    `Sign in (${environment})`,
    `${complaint === undefined ? "" : `<p role="alert">${escaped(complaint)}</p>`}
<p>The app <code>${escaped(appKey)}</code> asks to see and trade the simulated account.</p>
<form method="post">
<p><label>User id <input name="user" value="${escaped(userId)}" autocomplete="username" required></label></p>
<p><button name="decision" value="allow">Sign in and allow</button>
<button name="decision" value="deny" formnovalidate>Deny</button></p>
</form>`,
  );

export const errorPage = (why: string): Answer =>
  html(400, "This login cannot go on", `<p role="alert">${escaped(why)}</p>`);

const html = (status: number, title: string, content: string): Answer => ({
  status,
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
  },
  body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body>
<h1>${escaped(title)}</h1>
${content}
</body>
</html>
`,
});

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
