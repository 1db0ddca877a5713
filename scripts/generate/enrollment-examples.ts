import type { EnrollReply, EnrollRequest } from '../../src/ports/enrollment.ts';
import { ENROLLMENT_CONTRACT } from '../../src/ports/enrollment.ts';

/** One example of each message by which a device gets its certificate. */
export function enrollmentExamples(): {
  'enroll-request': EnrollRequest;
  'enroll-response': EnrollReply;
} {
  const head = { contract: ENROLLMENT_CONTRACT, requestId: '5b0c7a52-request' } as const;
  return {
    'enroll-request': {
      ...{ ...head, serial: '10000000a1b2c3d4' },
      csr: '-----BEGIN CERTIFICATE REQUEST-----\n…\n-----END CERTIFICATE REQUEST-----\n',
    },
    'enroll-response': {
      ...head,
      certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
      ...{ refused: null, later: false },
    },
  };
}
