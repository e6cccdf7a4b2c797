import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { portOf } from "../../src/simulator/server/http-server.ts";

export interface TokenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** `cut`: the connection ends without an answer. */
export type TokenResponse =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | "cut";

export interface TokenServer {
  readonly authBase: URL;
  readonly requests: readonly TokenRequest[];
  close(): void;
}

/** Answers each request to a token endpoint as it is told. */
export async function startTokenServer(
  answer: (request: TokenRequest, count: number) => TokenResponse | Promise<TokenResponse>,
): Promise<TokenServer> {
  const requests: TokenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const form = new URLSearchParams(await text(incoming));
      const request = { url: incoming.url ?? "", headers: incoming.headers, form };
      requests.push(request);
      const response = await answer(request, requests.length);
      if (response === "cut") {
        incoming.socket.destroy();
        return;
      }
      const { status, body, type = "application/json", headers = {} } = response;
      outgoing
        .writeHead(status, { "content-type": type, ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    authBase: new URL(`http://127.0.0.1:${portOf(server)}/sim`),
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The n-th pair of a login, with the documented lives unless told otherwise. */
export const pair = (count: number, changes: Readonly<Record<string, unknown>> = {}): TokenResponse => ({
  status: 201,
  body: {
    access_token: `access-token-number-${count}`,
    token_type: "Bearer",
    expires_in: 1200,
    refresh_token: `refresh-token-number-${count}`,
    refresh_token_expires_in: 2400,
    base_uri: null,
    ...changes,
  },
});

export const INVALID_GRANT: TokenResponse = {
  status: 400,
  body: { error: "invalid_grant", error_description: "The refresh token is used up" },
};
