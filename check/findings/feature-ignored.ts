import { componentVersions } from '../../stack/components/versions.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const featureIgnored: FindingDefinition<Pick<FindingInputs, 'features'>> = {
  kind: 'feature-ignored',
  category: 'prometheus',
  severity: 'info',
  summary: 'A feature or a feature gate has no effect in a check.',
  docs: {
    meaning:
      'A check starts Prometheus with the features of `--enable-feature`, and the Collector with the gates of ' +
      '`--feature-gates`. It is info for those that change nothing here, such as gates of components that a check does ' +
      'not run, and a warning for a feature that Prometheus does not know: it starts with a warning of its own. An ' +
      'unknown gate is an error of the command, as the Collector does not start with it.',
    example: 'The feature native-histograms has no effect in a check',
    action: 'Nothing for info. Correct the name of an unknown feature, or remove it.',
  },
  find({ features: { notices } }) {
    return notices.map((notice): Found => {
      const { flag, name, source } = notice;
      if (notice.type === 'unknown-feature') {
        return {
          severity: 'warning',
          subject: name,
          message: `Prometheus ${componentVersions.prometheus} does not know the feature ${name}`,
          why:
            'It logs "Unknown option for --enable-feature" and ignores it.' +
            (notice.near === undefined ? '' : ` The nearest name is ${notice.near}.`),
          source,
        };
      }
      const what = flag === '--enable-feature' ? 'feature' : 'feature gate';
      const [first = '', ...rest] = notice.why;
      return {
        subject: name,
        message: `The ${what} ${name} has no effect in a check`,
        why: `${first.toUpperCase()}${rest.join('')}.`,
        source,
      };
    });
  },
};
