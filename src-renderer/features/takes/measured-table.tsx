import type { Take } from '#contract/model/film.ts';
import { bandOf } from '#contract/model/quality.ts';
import { classNames } from '../../ui/class-names.ts';
import { countOf } from '../../ui/format.ts';
import { bestOf, metricValue } from './dimensions.ts';
import type { Dimension, Dimensions } from './dimensions.ts';
import css from './measured-table.module.css';

/** Every dimension with each take's own value and who measured it; what was not measured is grey, with its reason. */
export function MeasuredTable({ dimensions, takes }: { dimensions: Dimensions; takes: readonly Take[] }) {
  const { measured, unavailable } = dimensions;
  return (
    <div className={css['scroll']}>
      <table className={css['table']}>
        <caption className="visually-hidden">Measured dimensions of the takes</caption>
        <thead>
          <tr>
            <th scope="col">Dimension</th>
            {takes.map((take) => (
              <th key={take.id} scope="col" className={css['number']}>
                Take {take.number}
              </th>
            ))}
            <th scope="col" className={css['by']}>
              Measured by
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.map((dimension) => (
            <Row key={dimension.metric} dimension={dimension} takes={takes} />
          ))}
        </tbody>
      </table>
      {measured.length === 0 ? <p className={css['none']}>Nothing is measured yet.</p> : null}
      {unavailable.length === 0 ? null : (
        <details className={css['unavailable']}>
          <summary>{countOf(unavailable.length, 'dimension')} not available</summary>
          <ul>
            {unavailable.map((each) => (
              <li key={each.metric}>
                <span>{each.label}</span>
                <span className={css['reason']}>{each.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Row({ dimension, takes }: { dimension: Dimension; takes: readonly Take[] }) {
  const best = bestOf(dimension);
  return (
    <tr>
      <th scope="row">{dimension.label}</th>
      {dimension.cells.map((cell, column) => (
        <td
          key={takes[column]?.id ?? column}
          className={classNames(css['number'], column === best && css['best'])}
          data-band={cell.score === null ? undefined : bandOf(cell.score)}
          title={cell.score === null ? (cell.reason ?? '') : `${Math.round(cell.score)} of 100`}
        >
          {cell.value === null ? <span className={css['missing']}>–</span> : metricValue(cell.value)}
        </td>
      ))}
      <td className={css['by']} title={`${dimension.measuredBy ?? ''} · ${dimension.where ?? ''}`}>
        {dimension.measuredBy}
      </td>
    </tr>
  );
}
