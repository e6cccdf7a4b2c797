export {
  arrived,
  brokerBooks,
  brokerOrderIds,
  ownBooks,
  withReader,
  type OwnBooks,
} from "../../src/selftest/books.ts";
