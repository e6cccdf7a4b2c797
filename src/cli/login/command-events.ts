import { existsSync } from "node:fs";
import path from "node:path";
import { openAppendLog } from "../../adapters/logging/append-log.ts";
import { LINK_NAME } from "../../adapters/logging/current-link.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import type { Settings } from "../../config/settings.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { commandLogOptions } from "../commands/maintenance/hold-lock.ts";
import type { Host } from "../main.ts";

interface CommandLog extends EventEmitter {
  addSecret(secret: string): void;
}

/** The log, as far as cycles have begun one: what a command does to the login is part of the bot's story. */
export const commandEvents = (host: Host, settings: Settings, clock: Clock): CommandLog =>
  existsSync(path.join(settings.logging.directory, LINK_NAME))
    ? openAppendLog(commandLogOptions(host, settings, { runId: systemIds().newRunId(), clock }))
    : { emit: () => undefined, addSecret: () => undefined };
