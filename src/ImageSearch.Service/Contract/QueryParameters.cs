using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Retrieval;
using ImageSearch.Service.Api;
using ImageSearch.Service.Indexes;
using ImageSearch.Wire;
using Microsoft.OpenApi;

namespace ImageSearch.Service.Contract;

/// <summary>What the routes' query strings may have, as the OpenAPI document says it.</summary>
internal static class QueryParameters
{
    private static readonly Dictionary<string, Func<(string Description, OpenApiSchema Schema)>> All = new(StringComparer.Ordinal)
    {
        ["neighbours"] = () => Whole("How many nearest rows of each query row vote.", SearchOptions.NeighbourRange,
            SearchOptions.DefaultNeighbours),
        ["minimumVotes"] = () => Whole("Votes that an image needs: to be a match without verification (5), else to be compared (1).",
            SearchOptions.VoteRange),
        ["maximumMatches"] = () => Whole("How many matches are answered.", SearchAnswer.MatchRange, SearchOptions.DefaultMatches),
        ["minimumConfidence"] = () => Share("How sure a match or a duplicate must be."),
        ["relation"] = () => Text("The relations that are answers, separated by commas, by the names of docs/relations.md.",
            Pattern(Enum.GetNames<ImageRelation>())),
        ["queryPlace"] = () => Text("Parts of the query in which answers lie, separated by commas.", Pattern(Enum.GetNames<ImagePlace>())),
        ["comparePixels"] = () => Flag("Opens the files: their pixels have the last word on the relation, and show where the two differ.",
            false),
        ["includeMirrored"] = () => Flag("Finds images too that show the query mirrored horizontally.", false),
        ["thorough"] = () => Flag("Looks closer, several times slower.", false),
        ["among"] = () => Text("Ids that are searched alone, separated by commas.", "^[0-9]+(,[0-9]+)*$"),
        ["exact"] = () => Flag("Compares all rows of an index of the kind Inverted too.", false),
        ["effort"] = () => Whole(
            $"How many cells of an index of the kind Inverted each query row visits. Elsewhere called: {SearchEffort.Words}.",
            SearchOptions.EffortRange, SearchOptions.DefaultEffort),
        ["verify"] = () => Flag("False counts votes alone.", true),
        ["pairs"] = () => Flag("Adds the points that query and image share.", false),
        ["after"] = () => Whole("What the page begins behind: an image's id, or a group's number.", new(0, int.MaxValue), 0, "int64"),
        ["limit"] = () => Whole("How many of them.", new(1, ImageRoutes.MaxOfPage), ImageRoutes.DefaultPage),
        ["name"] = () => Text("What the file's name, or its folder below the server's image folder, has in it, without regard to case."),
        ["wait"] = () => Whole("How many seconds to wait for another state than the one that If-None-Match names.",
            new(0, FileRoutes.MaxWaitSeconds), 0),
        ["state"] = () => Text("The state of the file, as it was told.", PublishedState.Pattern),
        ["grownFrom"] = () => Text("A state that is there already: what the file has more is sent.", PublishedState.Pattern),
        ["from"] = () => Whole("The first byte that is wanted: behind the state that is there already, or behind the header, or later.",
            new(0, int.MaxValue), null, "int64"),
        ["size"] = () => Whole("The long side, in pixels.",
            new(ImageRoutes.MinThumbnailPixels, ImageRoutes.MaxThumbnailPixels), ImageRoutes.DefaultThumbnailPixels),
        ["keep"] = () => ("Which image of a group to keep.", new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames<KeepRule>().Select(n => (JsonNode)n)],
            Default = nameof(KeepRule.Largest),
        }),
    };

    /// <summary>The parameter of a name.</summary>
    /// <exception cref="KeyNotFoundException">It is not described here.</exception>
    public static OpenApiParameter Of(string name)
    {
        (string description, OpenApiSchema schema) = All[name]();
        return new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
    }

    private static (string, OpenApiSchema) Whole(string description, ValueRange range, int? defaultValue = null, string format = "int32") =>
        (description, new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = format,
            Minimum = range.Min.ToString("0", CultureInfo.InvariantCulture),
            Maximum = range.Max < int.MaxValue ? range.Max.ToString("0", CultureInfo.InvariantCulture) : null,
            Default = defaultValue is { } value ? JsonValue.Create(value) : null,
        });

    private static (string, OpenApiSchema) Share(string description) => (description, new OpenApiSchema
    {
        Type = JsonSchemaType.Number,
        Format = "double",
        Minimum = "0",
        Maximum = "1",
    });

    private static (string, OpenApiSchema) Flag(string description, bool defaultValue) => (description, new OpenApiSchema
    {
        Type = JsonSchemaType.Boolean,
        Default = JsonValue.Create(defaultValue),
    });

    private static (string, OpenApiSchema) Text(string description, string? pattern = null) => (description, new OpenApiSchema
    {
        Type = JsonSchemaType.String,
        Pattern = pattern,
    });

    private static string Pattern(string[] names) => $"^({string.Join('|', names)})(,({string.Join('|', names)}))*$";
}
