// The package brings types for bundlers, which leave out file endings; here is as much of them as the test uses.

declare module "openapi-clientlib/esnext/openapi/transport/core.js" {
  export interface Reply {
    readonly status: number;
    readonly response: unknown;
    readonly headers: Headers;
  }
  export interface RequestOptions {
    readonly body?: unknown;
    readonly queryParams?: Readonly<Record<string, string | number>>;
    readonly headers?: Record<string, string>;
    readonly requestId?: string;
    /** `false` puts an unknown number behind every query, so that nothing in between answers from memory. */
    readonly cache?: boolean;
  }
  export type Method = (
    servicePath: string,
    urlTemplate: string,
    templateArgs?: Readonly<Record<string, string | number>> | null,
    options?: RequestOptions,
  ) => Promise<Reply>;
  export interface Transport {
    readonly get: Method;
    readonly post: Method;
    readonly put: Method;
    readonly patch: Method;
    readonly delete: Method;
    dispose(): void;
  }
  export default class TransportCore implements Transport {
    constructor(baseUrl: string, options?: { readonly defaultCache?: boolean; readonly language?: string });
    readonly get: Method;
    readonly post: Method;
    readonly put: Method;
    readonly patch: Method;
    readonly delete: Method;
    setUseXHttpMethodOverride(isUsed: boolean): void;
    dispose(): void;
  }
}

declare module "openapi-clientlib/esnext/openapi/transport/auth.js" {
  import type { Method, Transport } from "openapi-clientlib/esnext/openapi/transport/core.js";
  import type AuthProvider from "openapi-clientlib/esnext/openapi/authProvider.js";
  export default class TransportAuth implements Transport {
    constructor(
      baseUrl: string,
      authProvider: AuthProvider,
      options?: { readonly defaultCache?: boolean; readonly language?: string },
    );
    readonly get: Method;
    readonly post: Method;
    readonly put: Method;
    readonly patch: Method;
    readonly delete: Method;
    dispose(): void;
  }
}

declare module "openapi-clientlib/esnext/openapi/transport/retry.js" {
  import type { Method, Transport } from "openapi-clientlib/esnext/openapi/transport/core.js";
  interface Retries {
    readonly retryTimeouts?: number[];
    readonly retryLimit?: number;
    readonly statuses?: number[];
    readonly retryNetworkError?: boolean;
  }
  export default class TransportRetry implements Transport {
    constructor(
      transport: Transport,
      options: { readonly retryTimeout: number; readonly methods: Readonly<Record<string, Retries>> },
    );
    readonly get: Method;
    readonly post: Method;
    readonly put: Method;
    readonly patch: Method;
    readonly delete: Method;
    dispose(): void;
  }
}

declare module "openapi-clientlib/esnext/openapi/authProvider.js" {
  export default class AuthProvider {
    constructor(options: {
      readonly token: string;
      /** When the token ends, in milliseconds since 1970. */
      readonly expiry: number;
      readonly tokenRefreshUrl: string;
      readonly tokenRefreshHeaders: Record<string, string>;
      readonly tokenRefreshMethod: "post";
      readonly tokenRefreshPropertyNameToken: string;
      readonly tokenRefreshPropertyNameExpires: string;
    });
    readonly EVENT_TOKEN_RECEIVED: string;
    on(event: string, listener: () => void): void;
    getToken(): string | null;
    dispose(): void;
  }
}
