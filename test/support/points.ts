/**
 * How far apart the points are at which a run is killed or stopped: `npm test` tries one of so many, since each costs a
 * world of its own; TEST_ALL_POINTS=1 tries every one.
 */
export const stepOf = (usual: number): number => (process.env["TEST_ALL_POINTS"] === "1" ? 1 : usual);
