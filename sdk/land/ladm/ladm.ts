/** A fraction, as LADM has shares. */
export interface LadmFraction {
  readonly numerator: string;
  readonly denominator: string;
}

/** What every class of LADM carries: since when, and until when, the object stands so (ISO 8601, UTC). */
export interface LadmVersioned {
  readonly beginLifespanVersion: string;
  readonly endLifespanVersion?: string;
}

/** A party is an account: names are kept off the chain. */
export interface LadmParty {
  readonly pID: string;
  /** The DID of the account. */
  readonly extPID: string;
  readonly type: "account";
}

/** What a right, restriction or responsibility says. */
export interface LadmRrr extends LadmVersioned {
  readonly rID: string;
  readonly type: string;
  /** LA_BAUnit that it is about. */
  readonly unit: string;
  /** LA_Party that holds it; absent where a court keeps it. */
  readonly party?: string;
  readonly share?: LadmFraction;
  /** Whether all shares of the unit were added up, and make one. */
  readonly shareCheck?: boolean;
  /** Until when, where it ends by itself (ISO 8601). */
  readonly timeSpec?: string;
  /** LA_AdministrativeSource that it rests on. */
  readonly source?: string;
}

/** A mortgage, in its rank among everything that lies on the unit. */
export interface LadmMortgage extends LadmRrr {
  /** Money, with two decimals. */
  readonly amount: string;
  readonly ranking: number;
}

/** The basic administrative unit: the title. */
export interface LadmBaUnit extends LadmVersioned {
  readonly uID: string;
  readonly name: string;
  readonly type: "basicPropertyUnit";
  readonly status: "provisional" | "absolute" | "retired" | "moved";
  /** Units that it came from, and that came from it. */
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/** The parcel. */
export interface LadmSpatialUnit extends LadmVersioned {
  readonly suID: string;
  readonly unit: string;
  readonly dimension: "2D";
  readonly area: readonly [{ readonly areaSize: number; readonly type: "officialArea" }];
  /** LA_BoundaryFaceString around it. */
  readonly boundary: string;
  /** LA_SpatialUnitGroup: the namespace. */
  readonly group: string;
  readonly source: string;
}

/** The boundary: its hash, and its line where it is known. */
export interface LadmBoundary {
  readonly bfsID: string;
  /** GeoJSON, in metres of the register's projected reference system. */
  readonly geometry?: {
    readonly type: "MultiPolygon";
    readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[];
  };
}

/** Titles in the classes of the Land Administration Domain Model (ISO 19152:2012). */
export interface Ladm {
  readonly format: "civitas-ladm";
  readonly version: 1;
  readonly standard: "ISO 19152:2012";
  readonly register: { readonly chainId: string; readonly contract: string };
  /** The block after which the titles stand so. */
  readonly block: { readonly number: number; readonly time: string };
  readonly LA_Party: readonly LadmParty[];
  readonly LA_BAUnit: readonly LadmBaUnit[];
  readonly LA_Right: readonly LadmRrr[];
  readonly LA_Restriction: readonly LadmRrr[];
  readonly LA_Responsibility: readonly LadmRrr[];
  readonly LA_Mortgage: readonly LadmMortgage[];
  readonly LA_SpatialUnitGroup: readonly { readonly sugID: string }[];
  readonly LA_SpatialUnit: readonly LadmSpatialUnit[];
  readonly LA_BoundaryFaceString: readonly LadmBoundary[];
  /** Documents by their salted hash. */
  readonly LA_AdministrativeSource: readonly { readonly sID: string }[];
}
