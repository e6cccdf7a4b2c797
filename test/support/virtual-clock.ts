export { VirtualClock } from "../../src/selftest/virtual-clock.ts";
