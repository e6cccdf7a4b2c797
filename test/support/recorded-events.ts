export { RecordedEvents } from "../../src/selftest/recorded-events.ts";
