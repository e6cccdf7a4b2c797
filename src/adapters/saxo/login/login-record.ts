import { createHash } from "node:crypto";
import { z } from "zod/mini";
import type { Login } from "../../../core/domain/login.ts";
import { isoFromTimestamp, timestampFromIso, type Timestamp } from "../../../core/domain/time.ts";

/** What a login was made for: tokens of another app or environment are refused by everybody. */
export interface LoginBinding {
  readonly authBase: URL;
  readonly appKey: string;
}

export type LoginReading =
  | { readonly kind: "login"; readonly login: Login }
  | { readonly kind: "damaged"; readonly why: string }
  | { readonly kind: "foreign"; readonly why: string };

const VERSION = 1;

const optionalText = z.optional(z.string().check(z.minLength(1)));

const LoginFile = z.object({
  version: z.literal(VERSION),
  login_id: z.string().check(z.minLength(1)),
  auth_base: z.string(),
  app_key_digest: z.string(),
  logged_in_at: z.string(),
  issued_at: z.string(),
  access_token: z.string().check(z.minLength(1)),
  access_expires_at: optionalText,
  refresh_token: optionalText,
  refresh_expires_at: optionalText,
  code_verifier: optionalText,
  redirect_uri: optionalText,
  renewing_since: optionalText,
  unanswered_at: optionalText,
  refused_at: optionalText,
  refusal: optionalText,
});
type LoginFile = z.infer<typeof LoginFile>;

/** Tells apps apart and reveals none. */
const digestOf = (appKey: string): string => createHash("sha256").update(appKey).digest("hex").slice(0, 16);

export function writeLogin(login: Login, { authBase, appKey }: LoginBinding): string {
  const instant = (at: Timestamp | undefined): string | undefined =>
    at === undefined ? undefined : isoFromTimestamp(at);
  const file = {
    version: VERSION,
    login_id: login.id,
    auth_base: authBase.href,
    app_key_digest: digestOf(appKey),
    logged_in_at: isoFromTimestamp(login.loggedInAt),
    issued_at: isoFromTimestamp(login.issuedAt),
    access_token: login.accessToken,
    access_expires_at: instant(login.accessExpiresAt),
    refresh_token: login.refreshToken,
    refresh_expires_at: instant(login.refreshExpiresAt),
    code_verifier: login.codeVerifier,
    redirect_uri: login.redirectUri,
    renewing_since: instant(login.renewingSince),
    unanswered_at: instant(login.unansweredAt),
    refused_at: instant(login.refusal?.at),
    refusal: login.refusal?.code,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

export function readLogin(text: string, binding: LoginBinding): LoginReading {
  const json = jsonOrUndefined(text);
  const version = VersionedFile.safeParse(json, { jitless: true });
  if (version.success && version.data.version > VERSION) {
    return { kind: "damaged", why: `it was written by a newer version (format ${version.data.version})` };
  }
  const parsed = LoginFile.safeParse(json, { jitless: true });
  if (!parsed.success) return { kind: "damaged", why: "it says nothing intelligible" };
  const why = foreignness(parsed.data, binding);
  if (why !== undefined) return { kind: "foreign", why };
  const login = loginFrom(parsed.data);
  return login === undefined
    ? { kind: "damaged", why: "it holds a time that is none" }
    : { kind: "login", login };
}

const VersionedFile = z.object({ version: z.int() });

function foreignness(file: LoginFile, { authBase, appKey }: LoginBinding): string | undefined {
  if (file.auth_base !== authBase.href) {
    return `it is a login at "${file.auth_base}", and SAXO_AUTH_BASE is "${authBase.href}"`;
  }
  return file.app_key_digest === digestOf(appKey)
    ? undefined
    : "it is a login of another app than SAXO_APP_KEY names";
}

const INSTANTS = [
  "logged_in_at",
  "issued_at",
  "access_expires_at",
  "refresh_expires_at",
  "renewing_since",
  "unanswered_at",
  "refused_at",
] as const;

function loginFrom(file: LoginFile): Login | undefined {
  const at = (name: (typeof INSTANTS)[number]): Timestamp | undefined => timestampFromIso(file[name] ?? "");
  const isUnreadable = INSTANTS.some((name) => file[name] !== undefined && at(name) === undefined);
  const [loggedInAt, issuedAt] = [at("logged_in_at"), at("issued_at")];
  if (isUnreadable || loggedInAt === undefined || issuedAt === undefined) return undefined;
  const refusedAt = at("refused_at");
  return {
    id: file.login_id,
    loggedInAt,
    issuedAt,
    accessToken: file.access_token,
    ...given({
      refreshToken: file.refresh_token,
      codeVerifier: file.code_verifier,
      redirectUri: file.redirect_uri,
      accessExpiresAt: at("access_expires_at"),
      refreshExpiresAt: at("refresh_expires_at"),
      renewingSince: at("renewing_since"),
      unansweredAt: at("unanswered_at"),
      refusal: refusedAt && { at: refusedAt, code: file.refusal ?? "refused" },
    }),
  };
}

type Given<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
