declare module "pino-roll" {
  /** The sonic-boom stream that pino-roll opens, as far as it is used here. */
  export interface RollingFile {
    readonly file: string;
    write(text: string): boolean;
    reopen(path: string): void;
    end(): void;
    on(event: "error", listener: (error: Error) => void): this;
    setMaxListeners(count: number): this;
  }

  export default function pinoRoll(options: {
    /** Path without number; the extension moves behind the number. */
    file: string;
    sync: boolean;
    mkdir: boolean;
    mode: number;
  }): Promise<RollingFile>;
}
