import { existsSync } from "node:fs";
import path from "node:path";
import { openAppendLog } from "../../adapters/logging/append-log.ts";
import { LINK_NAME } from "../../adapters/logging/current-link.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import type { Settings } from "../../config/settings.ts";
import type { Clock } from "../../cycle/ports.ts";
import { AUTH_EVENTS } from "../../events/auth-events.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { commandLogOptions } from "../commands/maintenance/hold-lock.ts";
import { rememberSecrets } from "../known-secrets.ts";
import type { Host } from "../main.ts";

interface CommandLog extends EventEmitter {
  readonly addSecret: (secret: string) => void;
}

/**
 * What befalls the login while a command only reads, for the file alone: how the command ends it says by itself.
 * Nothing else of a reader is part of the bot's story.
 */
export function loginEvents(host: Host, settings: Settings, clock: Clock): CommandLog {
  const logging = { ...settings.logging, console: "off" as const };
  const log = commandEvents(host, { ...settings, logging }, clock);
  return {
    emit: (name, fields) => {
      if (name in AUTH_EVENTS) log.emit(name, fields);
    },
    addSecret: (secret) => {
      log.addSecret(secret);
      rememberSecrets(host.env, [secret]);
    },
  };
}

/** The log, as far as cycles have begun one: what a command does to the login is part of the bot's story. */
export const commandEvents = (host: Host, settings: Settings, clock: Clock): CommandLog =>
  existsSync(path.join(settings.logging.directory, LINK_NAME))
    ? openAppendLog(commandLogOptions(host, settings, { runId: systemIds().newRunId(), clock }))
    : { emit: () => undefined, addSecret: () => undefined };
