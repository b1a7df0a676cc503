using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EksGrader.Simulator.Aws;

/// <summary>
/// What operations may be asked with, as the service models say (botocore, <c>service-2.json</c>): a name, then <c>!</c> for required,
/// <c>+</c> for not empty, <c>#1-100</c> for a number within bounds, <c>?</c> for a boolean, <c>@</c> for a time in seconds, <c>[]</c> for a
/// list, <c>{}</c> for a structure, <c>=A|B</c> for words. What else is asked is refused, as the real API does.
/// </summary>
internal static class AwsInputs
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["eks:DescribeCluster"] = "",
        ["eks:ListClusters"] = "maxResults#1-100 nextToken include[]",
        ["eks:ListAccessEntries"] = "associatedPolicyArn maxResults#1-100 nextToken",
        ["eks:DescribeAccessEntry"] = "",
        ["eks:ListAssociatedAccessPolicies"] = "maxResults#1-100 nextToken",
        ["eks:ListAddons"] = "maxResults#1-100 nextToken",
        ["eks:DescribeAddon"] = "",
        ["eks:DescribeAddonVersions"] = "kubernetesVersion maxResults#1-100 nextToken addonName types[] publishers[] owners[]",
        ["eks:ListNodegroups"] = "maxResults#1-100 nextToken",
        ["eks:DescribeNodegroup"] = "",
        ["eks:ListUpdates"] = "nodegroupName addonName capabilityName nextToken maxResults#1-100",
        ["eks:DescribeUpdate"] = "nodegroupName addonName capabilityName",
        ["eks:DescribeClusterVersions"] = "clusterType maxResults#1-100 nextToken defaultOnly? includeAll? clusterVersions[] versionStatus=UNSUPPORTED|STANDARD_SUPPORT|EXTENDED_SUPPORT",
        ["eks:ListInsights"] = "filter{} maxResults#1-100 nextToken",
        ["eks:DescribeInsight"] = "",
        ["eks:ListFargateProfiles"] = "maxResults#1-100 nextToken",
        ["eks:DescribeFargateProfile"] = "",
        ["eks:ListCapabilities"] = "nextToken maxResults#1-100",
        ["eks:DescribeCapability"] = "",
        ["logs:DescribeLogGroups"] = "logGroupNamePrefix+ logGroupNamePattern nextToken+ limit#1-50 includeLinkedAccounts? logGroupClass=STANDARD|INFREQUENT_ACCESS|DELIVERY",
        ["logs:FilterLogEvents"] =
            "logGroupName+ logGroupIdentifier+ logStreamNames[] logStreamNamePrefix+ startTime#0-9999999999999 endTime#0-9999999999999 filterPattern nextToken+ limit#1-10000",
        ["logs:DescribeMetricFilters"] = "logGroupName+ filterNamePrefix+ nextToken+ limit#1-50 metricName metricNamespace",
        ["logs:DescribeQueries"] = "logGroupName+ status=Scheduled|Running|Complete|Failed|Cancelled|Timeout|Unknown maxResults#1-1000 nextToken+ queryLanguage=CWLI|SQL|PPL",
        ["logs:DescribeQueryDefinitions"] = "queryLanguage=CWLI|SQL|PPL queryDefinitionNamePrefix+ maxResults#1-1000 nextToken+",
        ["cloudwatch:DescribeAlarms"] =
            "AlarmNames[] AlarmNamePrefix+ AlarmTypes[]=CompositeAlarm|MetricAlarm|LogAlarm StateValue=OK|ALARM|INSUFFICIENT_DATA ActionPrefix+ MaxRecords#1-100 NextToken",
        ["cloudwatch:DescribeAlarmHistory"] =
            "AlarmName+ AlarmTypes[]=CompositeAlarm|MetricAlarm|LogAlarm HistoryItemType=ConfigurationUpdate|StateUpdate|Action StartDate@ EndDate@ MaxRecords#1-100 NextToken ScanBy=TimestampDescending|TimestampAscending",
        ["cloudwatch:GetMetricData"] = "MetricDataQueries![] StartTime!@ EndTime!@ NextToken ScanBy=TimestampDescending|TimestampAscending MaxDatapoints#1-100800",
        ["cloudwatch:ListMetrics"] = "Namespace+ MetricName+ Dimensions[] NextToken RecentlyActive=PT3H IncludeLinkedAccounts?",
        ["ecr:DescribeRepositories"] = "registryId repositoryNames[] nextToken maxResults#1-1000",
        ["ecr:GetRegistryScanningConfiguration"] = "",
        ["ecr:DescribeImages"] = "registryId repositoryName!+ imageIds[] nextToken maxResults#1-1000 filter{}",
        ["codepipeline:ListPipelines"] = "nextToken+ maxResults#1-1000",
        ["codepipeline:GetPipeline"] = "name!+ version#1-999999",
        ["codepipeline:ListPipelineExecutions"] = "pipelineName!+ maxResults#1-100 filter{} nextToken+",
        ["autoscaling:DescribeScalingActivities"] = "AutoScalingGroupName+ IncludeDeletedGroups? MaxRecords#1-100 NextToken",
        ["aps:ListScrapers"] = "nextToken maxResults#1-1000",
        ["grafana:ListWorkspaces"] = "maxResults#1-100 nextToken",
    };

    /// <summary>What an operation is asked with: its body of JSON, or query string and form.</summary>
    /// <exception cref="AwsException">The operation takes no such parameter, or not such a value.</exception>
    public static JsonObject Read(AwsRequest request, string operation)
    {
        var input = request.Form.Count > 0 ? OfPairs(request.Form.Where(p => p.Key is not ("Action" or "Version")).Select(p => (p.Key, p.Value.ToString())))
            : request.Body.Length > 0 ? OfBody(request.Body)
            : OfPairs(request.Context.Request.Query.Select(p => (p.Key, p.Value.ToString())));
        if (!Known.TryGetValue(operation, out var fields))
        {
            throw AwsException.UnknownOperation(request.Service, operation);
        }

        var known = fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Field.Parse).ToList();
        if (input.FirstOrDefault(p => !known.Exists(f => f.Name == p.Key)).Key is { } stranger)
        {
            throw Invalid($"Unknown parameter in input: \"{stranger}\"");
        }

        known.ForEach(f => f.Check(input[f.Name]));
        return input;
    }

    private static JsonObject OfPairs(IEnumerable<(string Name, string Value)> pairs)
    {
        var input = new JsonObject();
        foreach (var (name, value) in pairs)
            input[name] = value;
        return input;
    }

    private static JsonObject OfBody(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new AwsException(400, "SerializationException", "Not an object.");
        }
        catch (JsonException e)
        {
            throw new AwsException(400, "SerializationException", e.Message);
        }
    }

    private static AwsException Invalid(string message) => new(400, "ValidationException", message);

    private sealed record Field(string Name, bool Required, string Form, string[] Words)
    {
        public static Field Parse(string text)
        {
            var parts = text.Split('=');
            var end = parts[0].IndexOfAny(['!', '+', '#', '?', '@', '[', '{']);
            var form = end < 0 ? "" : parts[0][end..];
            return new Field(end < 0 ? parts[0] : parts[0][..end], form.StartsWith('!'), form.TrimStart('!'), parts.Length > 1 ? parts[1].Split('|') : []);
        }

        public void Check(JsonNode? value)
        {
            if (value is null)
            {
                if (Required)
                    throw Invalid($"Missing required parameter in input: \"{Name}\"");
                return;
            }

            var isRight = Form switch
            {
                "[]" => value is JsonArray list && list.All(item => IsWord(item)),
                "{}" => value is JsonObject,
                "@" => value.GetValueKind() == JsonValueKind.Number,
                "?" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False || value.ToString() is "true" or "false",
                "+" => value.ToString().Length > 0,
                ['#', ..] => IsWithin(value),
                _ => IsWord(value),
            };
            if (!isRight)
                throw Invalid($"Invalid value at '{Name}': {value.ToJsonString()}");
        }

        private bool IsWord(JsonNode? value) => Words.Length == 0 || Words.Contains(value?.ToString(), StringComparer.Ordinal);

        private bool IsWithin(JsonNode value)
        {
            var bounds = Form[1..].Split('-');
            return long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                && number >= long.Parse(bounds[0], CultureInfo.InvariantCulture)
                && number <= long.Parse(bounds[1], CultureInfo.InvariantCulture);
        }
    }
}
