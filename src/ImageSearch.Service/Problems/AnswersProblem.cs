namespace ImageSearch.Service.Problems;

/// <summary>On a route: refusals that it has beside those of every route.</summary>
internal sealed record AnswersProblem(params int[] Statuses);
