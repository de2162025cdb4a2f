/** What is said of a certificate. Days are the certificate's own. */
export interface CertificateFacts {
  /** Programme: `EU organic`. */
  readonly scheme: string;
  /** As printed. */
  readonly number: string;
  readonly issuedBy: string | null;
  /** First day, `2026-01-01`. */
  readonly validFrom: string | null;
  /** Last day. */
  readonly validUntil: string | null;
}

/** A certificate as its holder keeps it, in its newest version. */
export interface CertificateView extends CertificateFacts {
  readonly id: number;
  /** Organisation that holds and records it, internal id. */
  readonly owner: number;
  readonly version: number;
}

/** A certificate to add or change. On a change, what is left out stays and null clears. */
export interface RegisterCertificate {
  /** Internal id; left out: new. */
  readonly id?: number | null;
  readonly scheme: string;
  readonly number: string;
  readonly issuedBy?: string | null;
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
}

/** Conditions on certificates; all hold together. */
export interface CertificateFilter {
  /** Part of a programme or a number, in any case. */
  readonly text?: string | null;
  /** Who holds it, internal id. */
  readonly holder?: number | null;
}
