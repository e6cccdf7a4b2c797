// Loaded with `node --import` before the program: moves its wall clock to the instant in TEST_CLOCK_START (milliseconds
// since 1970), from where it runs on at its normal pace. The program itself knows nothing of this.
const start = Number(process.env["TEST_CLOCK_START"]);
delete process.env["TEST_CLOCK_START"];
if (!Number.isSafeInteger(start)) throw new Error("TEST_CLOCK_START must be milliseconds since 1970");

const realNow = Date.now.bind(Date);
const offset = start - realNow();
Date.now = () => realNow() + offset;
