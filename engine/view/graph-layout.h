/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the steps of a procedure stand in a picture.  Each step stands one layer to the right of all it comes after;
 * a line that passes layers bends through a free place in each, so that no line runs through a box.
 */
#ifndef VIEW_GRAPH_LAYOUT_H
#define VIEW_GRAPH_LAYOUT_H

#include "rule/rulebook.h"

enum graph_kind { GRAPH_START, GRAPH_STEP, GRAPH_END, GRAPH_BEND };

struct graph_node {
	enum graph_kind kind;
	const struct rule_step *step; /* of GRAPH_STEP */
	bool conditional;
	size_t layer, incoming;
	double rank;         /* its place within the layer */
	int x, y, width, height;
};

/* A line by way of its bends: nodes first to last. */
struct graph_edge {
	size_t *nodes;
	size_t count;
};

struct graph {
	const struct rulebook *book;
	struct arena *arena;
	struct graph_node *nodes; /* start, steps in the book's order, end, bends */
	size_t count;
	struct graph_edge *edges;
	size_t edge_count;
	size_t layers;
	int width, height;
};

/* Between two layers, for lines and what stands on them. */
#define GRAPH_GAP 84

void graph_layout(struct graph *graph, const struct rulebook *book, struct arena *arena);

#endif
