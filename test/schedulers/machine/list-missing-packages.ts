// Prints what `apt-get install` is to be given before the tests of the schedulers can run.
import { missingPackages } from "./missing-packages.ts";

process.stdout.write(`${missingPackages().join(" ")}\n`);
