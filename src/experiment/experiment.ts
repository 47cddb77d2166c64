// The contract that every experiment here fulfils; it lives in run/, below the experiments, which run/ never imports.
export type { AnyExperiment, Experiment, FileSource, Scale, Task, TaskContext } from "../run/contract.ts";
