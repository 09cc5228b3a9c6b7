/* SPDX-License-Identifier: Apache-2.0 */
/* The receipts' part of an audit, for wubu-check.c. */
#ifndef WUBU_RECEIPT_H
#define WUBU_RECEIPT_H

#include "wubu-inside.h"

/* Judge the receipts of this copy, and GIVEN witnesses, for the branch at TIP; findings and the closing word go to REPORT. */
int wubu_audit_receipts(struct wubu *wubu, const struct store_id *tip, const struct wubu_witnesses *given,
			struct wubu_report *report, struct wubu_error *error);

#endif
