// Loaded with `node --import` before the command: its wall clock runs BENCH_CLOCK_SHIFT milliseconds beside the machine's.
const shift = Number(process.env["BENCH_CLOCK_SHIFT"]);
delete process.env["BENCH_CLOCK_SHIFT"];
if (!Number.isSafeInteger(shift)) throw new Error("BENCH_CLOCK_SHIFT must be whole milliseconds");

const machineNow = Date.now.bind(Date);
Date.now = () => machineNow() + shift;
