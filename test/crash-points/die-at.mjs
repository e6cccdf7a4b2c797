// Loaded with `node --import` before the command. Lets it live on the clock in the file TEST_CLOCK_FILE, which moves only
// when somebody sleeps, and kills it with SIGKILL at one of its instants: right before and right after each request it
// sends and each commit of its store, and inside each transaction when all but the commit is done. TEST_DIE_AT says at
// which, by its number or as the first of a name; TEST_LAST_INSTANT is where its name is left, and TEST_INSTANTS where
// the names of all are that it lived through. The program itself knows
// nothing of this.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync, StatementSync } from "node:sqlite";
import timers from "node:timers/promises";

const {
  TEST_CLOCK_FILE: clockFile,
  TEST_DIE_AT: dieAt,
  TEST_LAST_INSTANT: lastInstant,
  TEST_INSTANTS: all,
} = process.env;
for (const name of ["TEST_CLOCK_FILE", "TEST_DIE_AT", "TEST_LAST_INSTANT", "TEST_INSTANTS"])
  delete process.env[name];
if (dieAt === undefined) throw new Error("TEST_DIE_AT must name an instant");

const now = () => Number(readFileSync(clockFile, "utf8"));
const startedAt = now();
const monotonicAtStart = process.hrtime.bigint();
Date.now = now;
process.hrtime.bigint = () => monotonicAtStart + BigInt(now() - startedAt) * 1_000_000n;
timers.setTimeout = (delay, value, { signal } = {}) => {
  if (signal?.aborted) return Promise.reject(signal.reason);
  writeFileSync(clockFile, String(now() + Math.ceil(delay)));
  return Promise.resolve(value);
};
syncBuiltinESMExports();

let instants = 0;
function instant(what) {
  instants += 1;
  appendFileSync(all, `${what}\n`);
  if (String(instants) !== dieAt && what !== dieAt) return;
  appendFileSync(lastInstant, what);
  process.kill(process.pid, "SIGKILL");
}

const BEGINS = /^\s*begin immediate\b/i;
const COMMITS = /^\s*commit\b/i;
const ROLLS_BACK = /^\s*rollback\b/i;
const WRITES = /^\s*(insert|replace|update|delete|create|alter|drop)\b/i;
const titleOf = (sql) => sql.trim().replaceAll(/\s+/g, " ").slice(0, 60);

/** What the transaction of each connection has done last. */
const doing = new WeakMap();

/** Runs a statement, with the instants that belong to it. */
function watched(database, sql, run) {
  const last = doing.get(database);
  if (BEGINS.test(sql)) doing.set(database, "nothing");
  else if (ROLLS_BACK.test(sql)) doing.delete(database);
  else if (last !== undefined && COMMITS.test(sql)) return committed(database, last, run);
  else if (WRITES.test(sql)) return written(database, sql, run);
  return run();
}

/** A transaction in which nothing was written is no write. */
function committed(database, last, run) {
  doing.delete(database);
  if (last === "nothing") return run();
  return between(`the commit of ${last}`, run);
}

function written(database, sql, run) {
  const title = titleOf(sql);
  const last = doing.get(database);
  if (last === undefined) return between(title, run);
  if (last === "nothing") instant(`before the transaction of ${title}`);
  doing.set(database, title);
  return run();
}

function between(title, run) {
  instant(`before ${title}`);
  const result = run();
  instant(`after ${title}`);
  return result;
}

const { exec, prepare } = DatabaseSync.prototype;
const origins = new WeakMap();
DatabaseSync.prototype.exec = function (sql) {
  return watched(this, sql, () => exec.call(this, sql));
};
DatabaseSync.prototype.prepare = function (sql, ...rest) {
  const statement = prepare.call(this, sql, ...rest);
  origins.set(statement, { database: this, sql });
  return statement;
};
for (const method of ["run", "get", "all"]) {
  const original = StatementSync.prototype[method];
  StatementSync.prototype[method] = function (...values) {
    const { database, sql } = origins.get(this);
    return watched(database, sql, () => original.apply(this, values));
  };
}

const nameOf = ({ method, path }) => `${method} ${path.split("?")[0]}`;
subscribe("undici:request:create", ({ request }) => instant(`before ${nameOf(request)}`));
subscribe("undici:request:headers", ({ request }) => instant(`after ${nameOf(request)}`));
