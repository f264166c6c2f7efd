/** The loops over draws in WebAssembly; every column must lie in the belief's own memory, and the options' columns one behind the other. */
import type { NativeDraws } from '../stats/native-draws.ts';
import type { DrawLoops } from './draw-loops.ts';

/** Numbers that draws.as gives a size. */
const TALLY = 5;

/** The loops over `draws` (an even number) in `native`. */
export function nativeLoops(native: NativeDraws, draws: number): DrawLoops {
  const { run, floats } = native;
  const column = () => native.column(draws);
  const out = native.take(64);
  const scratch = native.take(draws * 8);
  return {
    draws,
    column: (value) => column().fill(value),
    scaled(values, factor) {
      const result = column();
      run.scale(draws, values.byteOffset, factor, result.byteOffset);
      return result;
    },
    least(options, what, limits) {
      const result = column();
      const { cost, ratio, [what]: own } = options[0]!;
      const [mostCost, mostTime] = [limits.cost.byteOffset, limits.time.byteOffset];
      const [costs, ratios] = [cost.byteOffset, ratio.byteOffset];
      run.least(options.length, draws, own.byteOffset, costs, ratios, mostCost, mostTime, result.byteOffset);
      return result;
    },
    tally(options, { keeps, better, feasible }) {
      const to = native.take(options.length * TALLY * 8);
      run.chances(
        options.length,
        draws,
        options[0]!.cost.byteOffset,
        options[0]!.ratio.byteOffset,
        keeps.cost.byteOffset,
        keeps.time.byteOffset,
        better.cost.byteOffset,
        better.time.byteOffset,
        feasible.cost.byteOffset,
        feasible.time.byteOffset,
        to,
      );
      return options.map((_, at) => {
        const from = to / 8 + TALLY * at;
        return {
          keeps: floats[from]!,
          improves: floats[from + 1]!,
          feasible: floats[from + 2]!,
          meanRatio: floats[from + 3]! / draws,
          meanCost: floats[from + 4]! / draws,
        };
      });
    },
    own(options, limits, tie) {
      const [position, cost, ratio] = [column(), column(), column()];
      run.choose(
        options.length,
        draws,
        options[0]!.cost.byteOffset,
        options[0]!.ratio.byteOffset,
        limits.cost.byteOffset,
        limits.time.byteOffset,
        limits.costWeight.byteOffset,
        limits.timeWeight.byteOffset,
        tie,
        position.byteOffset,
        cost.byteOffset,
        ratio.byteOffset,
      );
      return { position, cost, ratio };
    },
    interval(values, level) {
      run.interval(values.byteOffset, draws, (1 - level) / 2, scratch, out);
      return { low: floats[out / 8]!, best: floats[out / 8 + 1]!, high: floats[out / 8 + 2]! };
    },
    orderStatistic: (values, rank) => run.orderStatistic(values.byteOffset, draws, rank),
  };
}
