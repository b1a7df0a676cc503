using System.Globalization;
using Amazon.AutoScaling.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.AutoScaling
{
    internal sealed class AmazonAutoScalingConfig() : ServiceConfig(ServiceDescription.AutoScaling);

    /// <summary>EC2 Auto Scaling 2011-01-01 with the names of AWSSDK.AutoScaling, as far as this project calls it.</summary>
    internal sealed class AmazonAutoScalingClient(AWSCredentials credentials, AmazonAutoScalingConfig config) : ServiceClient(credentials, config)
    {
        /// <summary>The newest first, of the last six weeks.</summary>
        public Task<DescribeScalingActivitiesResponse> DescribeScalingActivitiesAsync(DescribeScalingActivitiesRequest request, CancellationToken cancellationToken = default) =>
            SendAsync(
                new ServiceCall("DescribeScalingActivities")
                {
                    Parameters = QueryParameters.Of(
                        ("AutoScalingGroupName", request.AutoScalingGroupName),
                        ("IncludeDeletedGroups", request.IncludeDeletedGroups is { } deleted ? deleted ? "true" : "false" : null),
                        ("MaxRecords", request.MaxRecords?.ToString(CultureInfo.InvariantCulture)),
                        ("NextToken", request.NextToken)),
                },
                DescribeScalingActivitiesResponse.Read,
                cancellationToken);
    }
}

namespace Amazon.AutoScaling.Model
{
    internal sealed class DescribeScalingActivitiesRequest
    {
        public string? AutoScalingGroupName { get; set; }

        public bool? IncludeDeletedGroups { get; set; }

        public int? MaxRecords { get; set; }

        public string? NextToken { get; set; }
    }

    internal sealed class DescribeScalingActivitiesResponse : AmazonWebServiceResponse
    {
        public IReadOnlyList<Activity> Activities { get; set; } = [];

        public string? NextToken { get; set; }

        public static DescribeScalingActivitiesResponse Read(byte[] body)
        {
            var result = XmlResponse.Result(body, "DescribeScalingActivities");
            return new DescribeScalingActivitiesResponse
            {
                Activities = result.List("Activities", e => new Activity
                {
                    AutoScalingGroupName = e.Text("AutoScalingGroupName"),
                    Description = e.Text("Description"),
                    Cause = e.Text("Cause"),
                    StatusCode = e.Text("StatusCode"),
                    StartTime = e.Time("StartTime"),
                    EndTime = e.Time("EndTime"),
                }),
                NextToken = result.Text("NextToken"),
            };
        }
    }

    internal sealed class Activity
    {
        public string? AutoScalingGroupName { get; set; }

        public string? Description { get; set; }

        public string? Cause { get; set; }

        public string? StatusCode { get; set; }

        public DateTimeOffset? StartTime { get; set; }

        public DateTimeOffset? EndTime { get; set; }
    }
}
