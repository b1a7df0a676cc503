namespace EksGrader.Checks.Aws.Calls;

/// <summary>The services that a check reads, by name: <c>cluster.Aws.Eks.ListUpdatesAsync()</c>.</summary>
public static class AwsReaders
{
    /// <summary>The services.</summary>
    /// <param name="aws">What is read through.</param>
    extension(AwsReader aws)
    {
        /// <summary>The cluster's own parts: access entries, add-ons, node groups, updates, versions, insights, Fargate profiles, capabilities.</summary>
        public EksReader Eks => new(aws);

        /// <summary>CloudWatch Logs.</summary>
        public LogsReader Logs => new(aws);

        /// <summary>CloudWatch's alarms and metrics.</summary>
        public CloudWatchReader CloudWatch => new(aws);

        /// <summary>The account's own container registry.</summary>
        public EcrReader Ecr => new(aws);

        /// <summary>CodePipeline.</summary>
        public CodePipelineReader CodePipeline => new(aws);

        /// <summary>What is around the cluster: security groups, Auto Scaling groups, managed Prometheus and Grafana.</summary>
        public SurroundingsReader Surroundings => new(aws);
    }
}
