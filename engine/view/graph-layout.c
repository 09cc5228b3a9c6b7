/* SPDX-License-Identifier: Apache-2.0 */
#include "view/graph-layout.h"

#define MARGIN 32
#define BETWEEN 24 /* above one another */
#define SWEEPS 8

static const struct { int width, height; } sizes[] = {
	[GRAPH_START] = {36, 36}, [GRAPH_STEP] = {228, 112}, [GRAPH_END] = {36, 36}, [GRAPH_BEND] = {0, 12}};

/* ---- nodes --------------------------------------------------------------------------------- */

static bool every_matter_has(const struct rulebook *book, const struct rule_step *step)
{
	for (size_t i = 0; i < book->matter_count; i++)
		if (book->matters[i]->steps.count && !rule_names_have(&book->matters[i]->steps, step->name))
			return false;
	return true;
}

static size_t add_node(struct graph *graph, enum graph_kind kind, const struct rule_step *step, size_t layer)
{
	struct graph_node *node = arena_push(graph->arena, graph->nodes, graph->count);
	*node = (struct graph_node){.kind = kind, .step = step, .layer = layer, .rank = (double)graph->count,
				    .width = sizes[kind].width, .height = sizes[kind].height};
	node->conditional = step && (step->when || step->unless || !every_matter_has(graph->book, step));
	return graph->count - 1;
}

/* The node of the step called NAME: steps follow the start in the book's order. */
static size_t node_of(const struct graph *graph, const char *name)
{
	for (size_t i = 0; i < graph->book->step_count; i++)
		if (strcmp(graph->book->steps[i]->name, name) == 0)
			return i + 1;
	return 0;
}

static void add_nodes(struct graph *graph)
{
	const struct rulebook *book = graph->book;
	add_node(graph, GRAPH_START, NULL, 0);
	for (size_t i = 0; i < book->step_count; i++)
		add_node(graph, GRAPH_STEP, book->steps[i], 1);
	/* The loader knows no circles: as many rounds as steps are enough. */
	for (size_t round = 0; round < book->step_count; round++)
		for (size_t i = 0; i < book->step_count; i++)
			for (size_t k = 0; k < book->steps[i]->after.count; k++) {
				size_t before = graph->nodes[node_of(graph, book->steps[i]->after.items[k])].layer;
				if (graph->nodes[i + 1].layer <= before)
					graph->nodes[i + 1].layer = before + 1;
			}
	size_t last = 0;
	for (size_t i = 0; i <= book->step_count; i++)
		last = graph->nodes[i].layer > last ? graph->nodes[i].layer : last;
	add_node(graph, GRAPH_END, NULL, last + 1);
	graph->layers = last + 2;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static void add_edge(struct graph *graph, size_t from, size_t to)
{
	struct graph_edge *edge = arena_push(graph->arena, graph->edges, graph->edge_count);
	*edge = (struct graph_edge){NULL, 0};
	*arena_push(graph->arena, edge->nodes, edge->count) = from;
	for (size_t layer = graph->nodes[from].layer + 1; layer < graph->nodes[to].layer; layer++) {
		size_t bend = add_node(graph, GRAPH_BEND, NULL, layer);
		graph->nodes[bend].rank = graph->nodes[from].rank;
		*arena_push(graph->arena, edge->nodes, edge->count) = bend;
	}
	*arena_push(graph->arena, edge->nodes, edge->count) = to;
	graph->nodes[to].incoming++;
}

/* REACH[a * n + b]: a waits for b.  A step on the way that does not apply counts as done, so it is on the way all the same. */
static bool *closure(const struct graph *graph)
{
	size_t n = graph->book->step_count + 1;
	bool *reach = arena_array(graph->arena, n * n, sizeof *reach);
	for (size_t layer = 1; layer < graph->layers; layer++)
		for (size_t a = 1; a < n; a++) {
			const struct rule_names *after = &graph->book->steps[a - 1]->after;
			for (size_t k = 0; graph->nodes[a].layer == layer && k < after->count; k++) {
				size_t via = node_of(graph, after->items[k]);
				reach[a * n + via] = true;
				for (size_t b = 1; b < n; b++)
					reach[a * n + b] |= reach[via * n + b];
			}
		}
	return reach;
}

/* Whether another line of STEP's says already that it waits for BEFORE. */
static bool is_implied(const struct graph *graph, const struct rule_step *step, size_t before, const bool *reach)
{
	size_t n = graph->book->step_count + 1;
	for (size_t k = 0; k < step->after.count; k++) {
		size_t via = node_of(graph, step->after.items[k]);
		if (via != before && reach[via * n + before])
			return true;
	}
	return false;
}

static void add_edges(struct graph *graph)
{
	const struct rulebook *book = graph->book;
	const bool *reach = closure(graph);
	size_t end = book->step_count + 1;
	bool *goes_on = arena_array(graph->arena, end, sizeof *goes_on);
	for (size_t i = 0; i < book->step_count; i++) {
		const struct rule_step *step = book->steps[i];
		if (!step->after.count)
			add_edge(graph, 0, i + 1);
		for (size_t k = 0; k < step->after.count; k++) {
			size_t before = node_of(graph, step->after.items[k]);
			if (is_implied(graph, step, before, reach))
				continue;
			goes_on[before] = true;
			add_edge(graph, before, i + 1);
		}
	}
	for (size_t i = 1; i < end; i++)
		if (!goes_on[i])
			add_edge(graph, i, end);
}

/* ---- places ----------------------------------------------------------------------------------- */

/* The nodes of LAYER in the order of their ranks. */
static size_t in_layer(const struct graph *graph, size_t layer, size_t *nodes)
{
	size_t count = 0;
	for (size_t i = 0; i < graph->count; i++) {
		size_t at = count;
		if (graph->nodes[i].layer != layer)
			continue;
		for (; at && graph->nodes[nodes[at - 1]].rank > graph->nodes[i].rank; at--)
			nodes[at] = nodes[at - 1];
		nodes[at] = i;
		count++;
	}
	return count;
}

/* The middle of NODE's neighbours on one side; what has none stays. */
static double middle(const struct graph *graph, size_t node, bool left)
{
	double sum = 0;
	size_t count = 0;
	for (size_t i = 0; i < graph->edge_count; i++) {
		const struct graph_edge *edge = &graph->edges[i];
		for (size_t k = 0; k + 1 < edge->count; k++)
			if (edge->nodes[k + left] == node) {
				sum += graph->nodes[edge->nodes[k + !left]].rank;
				count++;
			}
	}
	return count ? sum / (double)count : graph->nodes[node].rank;
}

static void order_layer(struct graph *graph, size_t layer, bool left, size_t *nodes)
{
	size_t count = in_layer(graph, layer, nodes);
	for (size_t i = 0; i < count; i++)
		graph->nodes[nodes[i]].rank = middle(graph, nodes[i], left);
	count = in_layer(graph, layer, nodes);
	for (size_t i = 0; i < count; i++)
		graph->nodes[nodes[i]].rank = (double)i - (double)(count - 1) / 2;
}

static int place_layer(struct graph *graph, size_t layer, int x, size_t *nodes)
{
	size_t count = in_layer(graph, layer, nodes);
	int y = 0, width = 0;
	for (size_t i = 0; i < count; i++)
		width = graph->nodes[nodes[i]].width > width ? graph->nodes[nodes[i]].width : width;
	for (size_t i = 0; i < count; i++) {
		struct graph_node *node = &graph->nodes[nodes[i]];
		node->width = node->kind == GRAPH_BEND ? width : node->width;
		node->x = x;
		node->y = y;
		y += node->height + BETWEEN;
	}
	if (y - BETWEEN > graph->height)
		graph->height = y - BETWEEN;
	return width;
}

static void centre_layer(struct graph *graph, size_t layer, size_t *nodes)
{
	size_t count = in_layer(graph, layer, nodes);
	const struct graph_node *last = &graph->nodes[nodes[count - 1]];
	int shift = MARGIN + (graph->height - last->y - last->height) / 2;
	for (size_t i = 0; i < count; i++)
		graph->nodes[nodes[i]].y += shift;
}

void graph_layout(struct graph *graph, const struct rulebook *book, struct arena *arena)
{
	int x = MARGIN;
	*graph = (struct graph){.book = book, .arena = arena};
	add_nodes(graph);
	add_edges(graph);
	size_t *nodes = arena_array(arena, graph->count, sizeof *nodes);
	for (size_t i = 0; i < SWEEPS; i++)
		for (size_t layer = 0; layer < graph->layers; layer++)
			order_layer(graph, i % 2 ? graph->layers - 1 - layer : layer, i % 2 == 0, nodes);
	for (size_t layer = 0; layer < graph->layers; layer++)
		x += place_layer(graph, layer, x, nodes) + GRAPH_GAP;
	for (size_t layer = 0; layer < graph->layers; layer++)
		centre_layer(graph, layer, nodes);
	graph->width = x - GRAPH_GAP + MARGIN;
	graph->height += 2 * MARGIN;
}
