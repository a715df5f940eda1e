using ImageSearch.Docs;
using ImageSearch.PowerShell.Commands;

namespace ImageSearch.PowerShell.Tests;

/// <summary>One name for one thing, in PowerShell's and the field's terms: a new name is a decision, and stands here.</summary>
public sealed class ParameterNameTests
{
    /// <summary>The names, and what each is of everywhere.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["AllowUnencryptedAuthentication"] = "as Invoke-RestMethod has it",
        ["ApiKey"] = "a service's",
        ["CandidateId"] = "ids of the images that may be answers",
        ["CommandPath"] = "a program",
        ["CommitSeconds"] = "how often is committed",
        ["ComparePixels"] = "pixels too",
        ["ContrastThreshold"] = "SIFT's",
        ["Create"] = "makes what is not there",
        ["Descriptor"] = "rows, or their kind",
        ["Destination"] = "as Move-Item has it",
        ["Detailed"] = "more of each result",
        ["Device"] = "what compares rows",
        ["Duplicate"] = "results of Find-DuplicateImage",
        ["EdgeThreshold"] = "SIFT's",
        ["Effort"] = "cells that are visited",
        ["Exact"] = "all rows are compared",
        ["Exclude"] = "as Get-ChildItem has it",
        ["Extractor"] = "whose SIFT",
        ["Force"] = "replaces, or takes as meant",
        ["Format"] = "a picture's",
        ["Id"] = "of indexed images",
        ["IgnoreFile"] = "pairs that are none",
        ["Image"] = "what stands for indexed images",
        ["Include"] = "as Get-ChildItem has it",
        ["IncludeKeeper"] = "results that are left out otherwise",
        ["IncludeMirrored"] = "results that are left out otherwise",
        ["IncludeUnmatched"] = "results that are left out otherwise",
        ["Index"] = "the index",
        ["Keep"] = "which of a group",
        ["KeyFile"] = "a service's keys",
        ["Kind"] = "of index, as Faiss has index types",
        ["LiteralPath"] = "as everywhere",
        ["LongSidePixels"] = "what images are shrunk to",
        ["Match"] = "results that can be drawn",
        ["MaxFeatures"] = "an image's, at most",
        ["MaximumMatches"] = "a query's, at most",
        ["MaximumMegabytes"] = "a report's, at most",
        ["MaximumMegapixels"] = "an image's, at most",
        ["MaximumRemoved"] = "a share of the index, at most",
        ["MinimumConfidence"] = "at least",
        ["MinimumVotes"] = "at least",
        ["Neighbours"] = "nearest rows",
        ["NoCurrent"] = "leaves the current index",
        ["NoPixels"] = "keypoints alone",
        ["NoVerify"] = "votes alone",
        ["OctaveLayers"] = "SIFT's",
        ["PassThru"] = "as everywhere",
        ["Path"] = "as everywhere",
        ["QueryPlace"] = "parts of the query",
        ["Quiet"] = "as Test-Connection has it",
        ["Recurse"] = "as Get-ChildItem has it",
        ["Reference"] = "folders whose images are kept",
        ["ReferencePath"] = "the image that others are compared with",
        ["Relation"] = "which relations",
        ["RelativePaths"] = "how paths are kept",
        ["Repair"] = "of a damaged file",
        ["Service"] = "a running service",
        ["ServiceIndex"] = "an index there",
        ["ServiceUri"] = "where it is",
        ["Sigma"] = "SIFT's",
        ["Thorough"] = "a closer look",
        ["ThrottleLimit"] = "as ForEach-Object has it",
        ["ThumbnailPixels"] = "a report's",
        ["TimeoutSeconds"] = "how long is waited",
        ["UploadFolder"] = "a service's",
        ["Uri"] = "where a service listens",
    };

    [Fact]
    public void EveryParameter_HasAKnownName() =>
        Assert.Equal(Names.Keys.Order(StringComparer.Ordinal), ShapeReader.ReadAll(typeof(AddImageToIndexCommand).Assembly)
            .SelectMany(s => s.Parameters).Select(p => p.Name).Where(n => n is not ("WhatIf" or "Confirm")).Distinct()
            .Order(StringComparer.Ordinal));
}
